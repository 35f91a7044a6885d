package dev.neotool.test;

import java.sql.Connection;
import java.sql.SQLException;

/** Why migrations go past the pooler: a lock that belongs to a session, when two clients share one. */
final class SessionLock {
    private static final String KEY = "7177135";

    private SessionLock() {}

    /** @return whether a second client got the lock while a first one held it. */
    static boolean isGrantedTwice(Server server) throws SQLException {
        try (Connection first = server.connect(); Connection second = server.connect()) {
            Server.ask(first, "SELECT pg_advisory_lock(" + KEY + ")");
            boolean granted = "t".equals(Server.ask(second, "SELECT pg_try_advisory_lock(" + KEY + ")"));
            // Whichever session holds it now, and however often.
            while ("t".equals(Server.ask(first, "SELECT pg_advisory_unlock(" + KEY + ")"))) {
                continue;
            }
            return granted;
        }
    }
}
