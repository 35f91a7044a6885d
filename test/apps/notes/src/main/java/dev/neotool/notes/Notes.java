package dev.neotool.notes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The notes in Postgres. */
final class Notes {
    private final DataSource pool;

    Notes(DataSource pool) {
        this.pool = pool;
    }

    Note add(String author) throws SQLException {
        return ask("INSERT INTO note (id, author) VALUES (?, ?) RETURNING id, author, added_at", UUID.randomUUID(), author).get(0);
    }

    List<Note> newestFirst() throws SQLException {
        return ask("SELECT id, author, added_at FROM note ORDER BY added_at DESC LIMIT 50");
    }

    /** By id; what is not there is left out. */
    Map<String, Note> byId(Collection<String> ids) throws SQLException {
        UUID[] wanted = ids.stream().map(UUID::fromString).toArray(UUID[]::new);
        return ask("SELECT id, author, added_at FROM note WHERE id = ANY (?)", (Object) wanted).stream().collect(Collectors.toMap(Note::id, Function.identity()));
    }

    private List<Note> ask(String sql, Object... parameters) throws SQLException {
        List<Note> found = new ArrayList<>();
        try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) statement.setObject(index + 1, parameters[index]);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) found.add(new Note(rows.getString("id"), rows.getString("author"), rows.getObject("added_at", OffsetDateTime.class).toString()));
            }
        }
        return found;
    }
}
