import { parseExpressionAt } from "acorn";
import { rootMessage } from "../../errors/dev-error.ts";
import { isRecord } from "../../platform/is-record.ts";
import type { Position } from "../config/locate.ts";
import { DASHBOARD_TITLES, DASHBOARD_UIDS, DASHBOARD_UIDS_OF_RUNTIMES } from "../observability/files.ts";
import { positionAt, type FileProblem } from "./problem.ts";

const TAKEN: ReadonlySet<string> = new Set([...DASHBOARD_UIDS, ...DASHBOARD_UIDS_OF_RUNTIMES]);

/** JSON is an expression of JavaScript, and unlike the engine's own this parser always says where it gives up. */
const placeOfError = (text: string): Position => {
  try {
    parseExpressionAt(text, 0, { ecmaVersion: "latest" });
  } catch (error) {
    if (error instanceof SyntaxError && "pos" in error) return positionAt(text, Number(error.pos));
  }
  return positionAt(text, 0); // what JavaScript allows and JSON does not, such as a comma too many
};

/** Pure. Everything that would make Grafana pass over this dashboard, or show it without data. */
export const problemsInDashboard = (text: string): readonly FileProblem[] => {
  let dashboard: unknown;
  try {
    dashboard = JSON.parse(text);
  } catch (error) {
    return [{ at: placeOfError(text), text: `this is no JSON: ${rootMessage(error).split("\n")[0]?.replace(/ in JSON at position.*| \(line.*/, "")}` }];
  }
  const at = (words: string) => positionAt(text, Math.max(0, text.indexOf(words)));
  if (!isRecord(dashboard)) return [{ at: at(""), text: "a dashboard is one JSON object" }];
  const { uid, title, panels } = dashboard;
  const input = /\$\{DS_\w+\}/.exec(text)?.[0];
  return [
    ...(typeof uid === "string" && uid !== "" ? [] : [{ at: at('"uid"'), text: "it needs a uid, or every start makes another address for it" }]),
    ...(typeof uid === "string" && TAKEN.has(uid) ? [{ at: at(`"${uid}"`), text: `neotool has a dashboard with the uid ${uid}` }] : []),
    ...(typeof title === "string" && title !== "" ? [] : [{ at: at('"title"'), text: "it needs a title" }]),
    ...(typeof title === "string" && DASHBOARD_TITLES.includes(title) ? [{ at: at(JSON.stringify(title)), text: `neotool has a dashboard with the title ${title}, and Grafana would take one for the other` }] : []),
    ...(Array.isArray(panels) ? [] : [{ at: at('"panels"'), text: "it has no list of panels" }]),
    ...(input === undefined ? [] : [{ at: at(input), text: `${input} is asked for when a person imports it; a file needs the data source itself: { "uid": "neotool-prometheus" } or "neotool-loki"` }]),
  ];
};

/** By what Grafana knows a dashboard again. */
export const IDENTITIES = ["uid", "title"] as const;

/** Pure. That of a dashboard; `undefined` where it has none, or is no JSON. */
export const identityOf = (text: string, key: (typeof IDENTITIES)[number]): string | undefined => {
  try {
    const dashboard: unknown = JSON.parse(text);
    const value = isRecord(dashboard) ? dashboard[key] : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined; // which is a problem of its own
  }
};
