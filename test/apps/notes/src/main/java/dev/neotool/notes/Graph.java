package dev.neotool.notes;

import com.apollographql.federation.graphqljava.Federation;
import com.apollographql.federation.graphqljava._Entity;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherResult;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This service's part of the graph. Everybody may ask for its schema, only who has a token for notes. */
final class Graph {
    private static final Logger LOG = LoggerFactory.getLogger(Graph.class);
    private static final String AUTHOR = "author";

    private final Notes notes;
    private final Texts texts;
    private final News news;
    private final GraphQL graphql;

    Graph(Notes notes, Texts texts, News news) throws IOException {
        this.notes = notes;
        this.texts = texts;
        this.news = news;
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
            .type("Query", type -> type.dataFetcher("notes", signedIn((asked, caller) -> notes.newestFirst())))
            .type("Mutation", type -> type.dataFetcher("addNote", signedIn(this::add)))
            .type("Note", type -> type.dataFetcher("text", asked -> texts.get(asked.<Note>getSource())))
            .build();
        graphql = GraphQL.newGraphQL(
            Federation.transform(sdl(), wiring)
                .fetchEntities(signedIn(this::entities))
                .resolveEntityType(asked -> asked.getSchema().getObjectType("Note"))
                .build())
            .build();
    }

    /** @param caller Null for nobody. */
    Map<String, Object> answer(String query, Map<String, Object> variables, String operation, Caller caller, String traceId) {
        Map<Object, Object> context = caller == null ? Map.of("traceId", traceId) : Map.of("traceId", traceId, "caller", caller);
        return graphql.execute(ExecutionInput.newExecutionInput(query).variables(variables).operationName(operation).graphQLContext(context)).toSpecification();
    }

    private Note add(DataFetchingEnvironment asked, Caller caller) throws Exception {
        if (!caller.roles().contains(AUTHOR)) throw new Refusal("FORBIDDEN", "Only who has the role " + AUTHOR + " adds notes");
        String text = asked.getArgument("text");
        Note note = notes.add(caller.name());
        texts.put(note, text);
        news.added(note, text, asked.getGraphQlContext().get("traceId"));
        LOG.info("note {} added", note.id());
        return note;
    }

    private List<Note> entities(DataFetchingEnvironment asked, Caller caller) throws Exception {
        List<Map<String, Object>> representations = asked.getArgument(_Entity.argumentName);
        List<String> ids = representations.stream().map(one -> String.valueOf(one.get("id"))).toList();
        Map<String, Note> found = notes.byId(ids);
        return ids.stream().map(found::get).toList();
    }

    private interface Fetch {
        Object get(DataFetchingEnvironment asked, Caller caller) throws Exception;
    }

    /** What is refused is an error of its part of the answer, in our words. */
    private static DataFetcher<Object> signedIn(Fetch fetch) {
        return asked -> {
            Caller caller = asked.getGraphQlContext().get("caller");
            try {
                if (caller == null) throw new Refusal("UNAUTHENTICATED", "A token is needed: neotool dev token --sub you");
                return fetch.get(asked, caller);
            } catch (Refusal refusal) {
                return DataFetcherResult.newResult().error(GraphqlErrorBuilder.newError(asked).message(refusal.getMessage()).extensions(Map.of("code", refusal.code)).build()).build();
            }
        };
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final String code;

        Refusal(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    private static String sdl() throws IOException {
        try (InputStream file = Graph.class.getResourceAsStream("/schema.graphql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
