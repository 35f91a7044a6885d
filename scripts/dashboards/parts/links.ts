import { DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";

/** Every dashboard bears it; the menu on each one lists what bears it. */
export const TAG = "neotool";

/** Variables and time travel with a link: who looks at one service at one moment wants the same over there. */
const KEPT = "${instance:queryparam}&${__url_time_range}";
const dataLink = (title: string, path: string): DashboardLinkBuilder => new DashboardLinkBuilder(title).url(`${path}${path.includes("?") ? "&" : "?"}${KEPT}`);

/** From a series that has a label `service` to that service's requests. */
export const toService = (): DashboardLinkBuilder => dataLink("Requests of ${__field.labels.service}", "/d/neotool-services?var-service=${__field.labels.service}");

/** From a series that has a label `service` to what that service says. */
export const toLogs = (): DashboardLinkBuilder => dataLink("Logs of ${__field.labels.service}", "/d/neotool-logs?var-service=${__field.labels.service}");

/** The same from a row of a table, where a label is a column. */
export const rowToService = (): DashboardLinkBuilder => dataLink("Requests of ${__data.fields.service}", "/d/neotool-services?var-service=${__data.fields.service}");
export const rowToLogs = (): DashboardLinkBuilder => dataLink("Logs of ${__data.fields.service}", "/d/neotool-logs?var-service=${__data.fields.service}");

/** From a series of a store to the dashboard of that store, which is named after it. */
export const toStore = (): DashboardLinkBuilder => dataLink("Dashboard of ${__field.labels.service}", "/d/neotool-${__field.labels.service}");

/** From a series of a JVM to that JVM. */
export const toJvm = (): DashboardLinkBuilder => dataLink("JVM of ${__field.labels.service}", "/d/neotool-jvm?var-service=${__field.labels.service}");

/** The menu of all dashboards. */
export const menu = (): DashboardLinkBuilder =>
  new DashboardLinkBuilder("Neotool").type(DashboardLinkType.Dashboards).tags([TAG]).asDropdown(true).includeVars(true).keepTime(true).icon("external link");

const topLink = (title: string, url: string): DashboardLinkBuilder => new DashboardLinkBuilder(title).type(DashboardLinkType.Link).icon("doc").keepTime(true).url(url);

/** What one service says. */
export const logsOf = (service: string): DashboardLinkBuilder => topLink(`Logs of ${service}`, `/d/neotool-logs?var-service=${service}&\${instance:queryparam}`);

/** What the chosen services say. */
export const logsOfChosen = (): DashboardLinkBuilder => topLink("Logs", "/d/neotool-logs?${service:queryparam}&${instance:queryparam}");

/** The requests of the chosen services. */
export const requestsOfChosen = (): DashboardLinkBuilder => topLink("Requests", "/d/neotool-services?${service:queryparam}&${instance:queryparam}");

/** The firing alerts of everything. */
export const overview = (): DashboardLinkBuilder => topLink("Overview", "/d/neotool-overview?${instance:queryparam}");
