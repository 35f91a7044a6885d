import { lines, type Template, type Text } from "../../model/text.ts";

/** How long a group of alerts waits for company, and how often it is said again while it fires. */
const PACE = { P0: { wait: "0s", again: "1h" }, P1: { wait: "5s", again: "4h" }, P2: { wait: "30s", again: "12h" }, P3: { wait: "1m", again: "24h" } } as const;

const routes = Object.entries(PACE).flatMap(([severity, { wait, again }]) => [
  `    - matchers: [ 'severity = "${severity}"' ]`,
  "      receiver: local",
  `      group_wait: ${wait}`,
  `      repeat_interval: ${again}`,
]);

/** The URL stands between single quotes: in YAML they are the only ones in which nothing but themselves is special. */
const quoted = (value: Text): Template => ({ parts: ["'", ...(typeof value === "string" ? [value.replaceAll("'", "''")] : value.parts), "'"] });

const indented = (prefix: string, value: Template): Template => ({ parts: [prefix, ...value.parts] });

const receiver = (webhook: Text | undefined): readonly Text[] =>
  webhook === undefined
    ? ["  - name: local"] // Alerts are kept and shown, nobody is told.
    : ["  - name: local", "    webhook_configs:", indented("      - url: ", quoted(webhook)), "        send_resolved: true"];

/**
 * Alertmanager's configuration: by severity, to one receiver on this machine. No alert leaves it.
 *
 * @param options.webhook where alerts are posted, as Alertmanager's own JSON (version 4). Without one they are only shown.
 * @example alertmanagerConfig({ webhook: "http://host.docker.internal:9099/alerts" })
 */
export const alertmanagerConfig = ({ webhook }: { readonly webhook: Text | undefined }): Template =>
  lines(
    "route:",
    "  receiver: local",
    "  group_by: [ alertname, instance, service ]",
    "  group_wait: 5s",
    "  group_interval: 30s",
    "  routes:",
    ...routes,
    // A service that is gone explains its other alerts.
    "inhibit_rules:",
    "  - source_matchers: [ 'severity = \"P0\"' ]",
    "    target_matchers: [ 'severity =~ \"P1|P2|P3\"' ]",
    "    equal: [ instance, service ]",
    "receivers:",
    ...receiver(webhook),
  );
