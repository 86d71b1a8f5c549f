package io.holdfast.postgres.dump;

import io.holdfast.core.restore.RestoreOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What belongs to a database as a whole, and is therefore not in pg_dump's archive: with this it can be made again, and with
 * this a restore can be checked before it starts. It is the content of the stream {@code properties}.
 *
 * <p>Names are as the server spells them. A text that may be {@code null} is so where the server has nothing there.
 *
 * @param format the version of this form; {@link #FORMAT}
 * @param serverVersionNumber the source server's, such as 150018
 * @param name the database's name on its server
 * @param owner the role that owns it
 * @param encoding such as {@code UTF8}
 * @param locale how texts are sorted and classified
 * @param tablespace its default tablespace
 * @param tablespaces all tablespaces that it or its relations name
 * @param connectionLimit -1 for none
 * @param template whether any user with CREATEDB may clone it
 * @param comment its comment, or {@code null}
 * @param securityLabels its security labels
 * @param privileges who may do what with it; {@code null} where nothing was ever granted or revoked
 * @param settings those of {@code ALTER DATABASE … SET} and {@code ALTER ROLE … IN DATABASE … SET}
 * @param roles all roles that the database refers to, and those that these are members of
 * @param extensions its extensions
 * @param eventTriggers whether event triggers are active in it
 * @param largeObjects how many large objects it has
 * @param subscriptions its subscriptions, as far as pg_dump dumps them; {@code null} where a dump does not say
 * @param size what it took on the source server's disk, in bytes; {@code null} where a dump does not say
 */
record DatabaseProperties(
        int format,
        int serverVersionNumber,
        String name,
        String owner,
        String encoding,
        Locale locale,
        String tablespace,
        List<String> tablespaces,
        int connectionLimit,
        boolean template,
        String comment,
        List<SecurityLabel> securityLabels,
        List<Privilege> privileges,
        List<Setting> settings,
        List<Role> roles,
        List<Extension> extensions,
        boolean eventTriggers,
        long largeObjects,
        List<String> subscriptions,
        Long size) {

    /** The version of the form that this program writes, and the newest that it reads. */
    static final int FORMAT = 1;

    /** What the owner of a new database and everybody may do with it (PostgreSQL manual, "Privileges"). */
    private static final List<String> OF_OWNER = List.of("CREATE", "CONNECT", "TEMPORARY");

    private static final List<String> OF_EVERYBODY = List.of("CONNECT", "TEMPORARY");

    DatabaseProperties {
        tablespaces = List.copyOf(tablespaces);
        securityLabels = List.copyOf(securityLabels);
        privileges = privileges == null ? null : List.copyOf(privileges);
        settings = List.copyOf(settings);
        roles = List.copyOf(roles);
        extensions = List.copyOf(extensions);
        subscriptions = subscriptions == null ? null : List.copyOf(subscriptions);
    }

    /**
     * What a restored database is to have: with {@link RestoreOption#WITHOUT_OWNER} it and all grants are the restoring user's,
     * with {@link RestoreOption#WITHOUT_PRIVILEGES} nothing is granted, but what was taken away from everybody stays so. Roles
     * that are then of no use are left out.
     */
    DatabaseProperties restoredWith(Set<RestoreOption> options, String user) {
        boolean own = options.contains(RestoreOption.WITHOUT_OWNER);
        List<Privilege> granted =
                options.contains(RestoreOption.WITHOUT_PRIVILEGES) ? privilegesOfNewDatabase() : privileges;
        return new DatabaseProperties(
                format,
                serverVersionNumber,
                name,
                own ? user : owner,
                encoding,
                locale,
                tablespace,
                tablespaces,
                connectionLimit,
                template,
                comment,
                securityLabels,
                own && granted != null
                        ? granted.stream()
                                .map(privilege -> privilege.by(owner, user))
                                .toList()
                        : granted,
                settings,
                roles.stream().filter(role -> role.neededWith(options)).toList(),
                extensions,
                eventTriggers,
                largeObjects,
                subscriptions,
                size);
    }

    /** Those that a new database has, without what the source did not let everybody do. */
    private List<Privilege> privilegesOfNewDatabase() {
        if (privileges == null) {
            return null;
        }
        List<Privilege> result = new ArrayList<>();
        OF_OWNER.forEach(privilege -> result.add(new Privilege(owner, owner, privilege, false)));
        OF_EVERYBODY.stream()
                .filter(privilege -> privileges.stream()
                        .anyMatch(
                                had -> had.grantee() == null && had.privilege().equals(privilege)))
                .forEach(privilege -> result.add(new Privilege(owner, null, privilege, false)));
        return result;
    }

    /** The source server's major version. */
    int majorVersion() {
        return serverVersionNumber / 10_000;
    }

    /**
     * How texts are sorted and classified.
     *
     * @param provider {@code libc}, {@code icu} or {@code builtin}
     * @param collate LC_COLLATE
     * @param characterType LC_CTYPE
     * @param providerLocale the locale in the provider's words; {@code null} for libc
     * @param icuRules rules beside the ICU locale, or {@code null}
     */
    record Locale(String provider, String collate, String characterType, String providerLocale, String icuRules) {}

    /** A security label and the provider that it is for. */
    record SecurityLabel(String provider, String label) {}

    /**
     * One privilege on the database.
     *
     * @param grantor who granted it
     * @param grantee who has it; {@code null} for everybody
     * @param privilege {@code CREATE}, {@code CONNECT} or {@code TEMPORARY}
     * @param grantable whether the grantee may pass it on
     */
    record Privilege(String grantor, String grantee, String privilege, boolean grantable) {

        /** The same privilege where one role does what another did; whoever owned the database has what an owner has. */
        private Privilege by(String before, String now) {
            return new Privilege(
                    grantor.equals(before) ? now : grantor,
                    before.equals(grantee) ? now : grantee,
                    privilege,
                    grantable);
        }
    }

    /**
     * A setting that sessions in the database begin with.
     *
     * @param role for which role; {@code null} for all
     * @param name such as {@code search_path}
     * @param value as the server stores it
     */
    record Setting(String role, String name, String value) {}

    /**
     * A role without its password.
     *
     * @param validUntil until when its password is good, as the server prints it, or {@code null}
     * @param memberOf the roles that it is a member of
     * @param uses what the database refers to it for, some of {@link RoleUse}'s words, and nothing where only a role that the
     *     database refers to is a member of it; {@code null} where a dump does not say
     */
    record Role(
            String name,
            boolean superuser,
            boolean inherit,
            boolean createRole,
            boolean createDatabase,
            boolean login,
            boolean replication,
            boolean bypassRowSecurity,
            int connectionLimit,
            String validUntil,
            List<String> memberOf,
            List<String> uses) {

        Role {
            memberOf = List.copyOf(memberOf);
            uses = uses == null ? null : List.copyOf(uses);
        }

        /** Whether it has to be there, not only to be a group of others. */
        boolean referredTo() {
            return uses == null || !uses.isEmpty();
        }

        /** Whether it owns something in the database, as far as the dump says so. */
        boolean owns() {
            return uses != null && uses.contains(RoleUse.OWNER);
        }

        private boolean neededWith(Set<RestoreOption> options) {
            Set<String> ignored = new HashSet<>();
            if (options.contains(RestoreOption.WITHOUT_OWNER)) {
                ignored.add(RoleUse.OWNER);
            }
            if (options.contains(RestoreOption.WITHOUT_PRIVILEGES)) {
                ignored.add(RoleUse.PRIVILEGE);
            }
            // Where a dump does not say what for, most likely it is one of these two.
            return uses == null ? ignored.size() < 2 : uses.isEmpty() || !ignored.containsAll(uses);
        }
    }

    /** What a database can refer to a role for, in the words of the document; newer ones may have more. */
    static final class RoleUse {

        static final String OWNER = "owner";
        static final String PRIVILEGE = "privilege";
        static final String POLICY = "policy";
        static final String USER_MAPPING = "user mapping";
        static final String SETTING = "setting";

        private RoleUse() {}
    }

    /** An extension, its version, and the schema that it is in. */
    record Extension(String name, String version, String schema) {}
}
