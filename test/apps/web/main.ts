import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { logOf } from "../shared/log.ts";
import { serve, type Answer, type Handler } from "../shared/serve.ts";
import { variable } from "../shared/variable.ts";
import { askRouter, type Answered } from "./ask-router.ts";
import { pageText, type NoteOnPage } from "./page.ts";

/** A web application, as Next.js' are: it renders pages on its side, with data of the gateway, for whoever's token a request has. */
const log = logOf("web");
const NOTES = "query Notes { notes { author text news { words } } }";
const ADD = "mutation AddNote($text: String!) { addNote(text: $text) { id } }";
const HTML = { "content-type": "text/html; charset=utf-8" } as const;

/** A program shows its token in the header, a browser in the cookie that the page's form has set. */
const authorizationOf = ({ headers }: IncomingMessage): string | undefined => {
  const token = /(?:^|;\s*)token=([\w.-]+)/.exec(headers.cookie ?? "")?.[1];
  return headers.authorization ?? (token === undefined ? undefined : `Bearer ${token}`);
};

const problemsOf = ({ errors = [] }: Answered<unknown>): readonly string[] => errors.map(({ message }) => message);

const page = async (asking: Parameters<typeof askRouter>[2], earlier: readonly string[]): Promise<Answer> => {
  const answered = await askRouter<{ readonly notes: readonly NoteOnPage[] }>(NOTES, {}, asking);
  const problems = [...earlier, ...problemsOf(answered)];
  log.info("page rendered", { trace_id: asking.traceId, problems: problems.length });
  return { status: 200, headers: HTML, body: pageText({ notes: answered.data?.notes ?? [], problems, router: variable("GRAPHQL_ENDPOINT") }) };
};

const home: Handler = (request, traceId) => page({ authorization: authorizationOf(request), traceId }, []);

const backHome = (headers: Readonly<Record<string, string>> = {}): Answer => ({ status: 303, headers: { location: "/", ...headers }, body: "" });

const addNote: Handler = async (request, traceId) => {
  const form = new URLSearchParams(await text(request));
  const asking = { authorization: authorizationOf(request), traceId };
  const problems = problemsOf(await askRouter(ADD, { text: form.get("text") ?? "" }, asking));
  log.info(problems.length === 0 ? "note added" : "no note was added", { trace_id: traceId });
  return problems.length === 0 ? backHome() : page(asking, problems);
};

const keepToken: Handler = async (request) => {
  const form = new URLSearchParams(await text(request));
  const token = (form.get("token") ?? "").replaceAll(/[^\w.-]/g, "");
  return backHome({ "set-cookie": `token=${token}; HttpOnly; SameSite=Strict; Path=/` });
};

serve({ log, metricsPath: "/api/metrics", routes: { "GET /": home, "POST /notes": addNote, "POST /token": keepToken, "GET /api/health": () => ({ status: 200, body: "{}" }) } });
