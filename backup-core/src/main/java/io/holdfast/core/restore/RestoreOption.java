package io.holdfast.core.restore;

/** What a restore may do beside filling a new database. */
public enum RestoreOption {
    /** Where the target exists, it is replaced; the database that was there is kept under another name. */
    REPLACE_EXISTING,
    /** Everything belongs to the restoring user, not to whom it belonged to when it was dumped. */
    WITHOUT_OWNER,
    /** Nobody is granted what was granted when it was dumped. */
    WITHOUT_PRIVILEGES,
    /** Roles that the dump refers to and that are missing are made, without passwords and without extraordinary rights. */
    CREATE_ROLES
}
