import { text } from "node:stream/consumers";
import { logOf } from "../shared/log.ts";
import { serve, type Handler } from "../shared/serve.ts";
import { callerBy } from "./caller.ts";
import { graphOf, type Asked } from "./graph.ts";
import { hearNews } from "./hear-news.ts";
import { openHeard } from "./heard.ts";

/** A service in TypeScript: it counts the words of notes, of which it hears over Kafka, and adds them to the graph of another service. */
const log = logOf("words");
const heard = await openHeard(log);
const answer = graphOf(heard);
const callerOf = callerBy();
const news = await hearNews(heard, log); // last: who ends as a member of a group keeps the others of it waiting

const answerGraphql: Handler = async (request, traceId) => {
  const asked: Asked = JSON.parse(await text(request));
  const caller = await callerOf(request.headers.authorization);
  if (caller === "refused") {
    log.warn("a token was refused", { trace_id: traceId });
    return { status: 401, body: JSON.stringify({ errors: [{ message: "the token is not valid" }] }) };
  }
  const result = await answer(asked, { caller });
  if (caller !== undefined) log.info(`answered ${asked.operationName ?? "a query"}`, { trace_id: traceId });
  return { status: 200, body: JSON.stringify(result) };
};

serve({
  log,
  metricsPath: "/metrics",
  routes: {
    "POST /graphql": answerGraphql,
    "GET /health/readiness": async () => ({ status: (await heard.isReady()) ? 200 : 503, body: "{}" }),
  },
  close: async () => {
    await news[Symbol.asyncDispose]();
    await heard.close();
  },
});
