package io.holdfast.cli.command;

import io.holdfast.core.restore.RestoreOption;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a restore may do beside filling a new database. */
final class RestoreOptions {

    @Option(
            names = "--new",
            description = "Refuse where the target exists, instead of putting the restored database in its place.")
    private boolean newOnly;

    @Option(
            names = "--no-owner",
            description = "Everything is to belong to the restoring role, not to whom it belonged to.")
    private boolean withoutOwner;

    @Option(
            names = "--no-privileges",
            description = "Leave out what was granted to roles. Where everybody was allowed to connect to the database,"
                    + " everybody is again; where not, only its owner and superusers are, until you grant it.")
    private boolean withoutPrivileges;

    @Option(
            names = "--create-roles",
            description =
                    "Make the roles that the dump refers to and that are missing. They have no password, so that none"
                            + " can sign in with one until you set it, and none is superuser, createdb, createrole, replication"
                            + " or bypassrls. They stay, even where the restore fails.")
    private boolean createRoles;

    Set<RestoreOption> chosen() {
        Set<RestoreOption> options = EnumSet.noneOf(RestoreOption.class);
        add(options, !newOnly, RestoreOption.REPLACE_EXISTING);
        add(options, withoutOwner, RestoreOption.WITHOUT_OWNER);
        add(options, withoutPrivileges, RestoreOption.WITHOUT_PRIVILEGES);
        add(options, createRoles, RestoreOption.CREATE_ROLES);
        return options;
    }

    private static void add(Set<RestoreOption> options, boolean wanted, RestoreOption option) {
        if (wanted) {
            options.add(option);
        }
    }
}
