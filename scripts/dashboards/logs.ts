import type { Board } from "./parts/board.ts";
import { overview, requestsOfChosen, toService } from "./parts/links.ts";
import { logs as lines, series, seriesOfLogs, statOfLogs } from "./parts/panels.ts";
import { OF_INSTANCE as I, OF_SERVICE as S } from "./parts/sources.ts";
import { worseFrom, ZERO_IS_GOOD } from "./parts/steps.ts";
import { instanceWithLogs, level, search, serviceWithLogs } from "./parts/variables.ts";

const CHOSEN = `{${S}, level=~"$level"} |= \`$search\``;
const counted = (stream: string, window: string): string => `sum(count_over_time(${stream}[${window}])) or vector(0)`;
const ofLevel = (levels: string): string => `{${S}, level=~"${levels}"} |= \`$search\``;

/** What every service says, searched by service, level and text. */
export const logs: Board = {
  uid: "neotool-logs",
  title: "Logs",
  description: "Log lines of all services and containers. A trace id in the search field shows one request across services.",
  variables: [instanceWithLogs(), serviceWithLogs(), level(), search()],
  links: [overview(), requestsOfChosen()],
  top: [
    statOfLogs({
      title: "Lines",
      description: "Chosen lines in the time shown.",
      unit: "short",
      expr: counted(CHOSEN, "$__range"),
    }),
    statOfLogs({
      title: "Errors",
      description: "Lines of the level error or fatal among the chosen services.",
      unit: "short",
      expr: counted(ofLevel("error|fatal"), "$__range"),
      steps: ZERO_IS_GOOD,
    }),
    statOfLogs({
      title: "Warnings",
      description: "Lines of the level warn among the chosen services.",
      unit: "short",
      expr: counted(ofLevel("warn"), "$__range"),
      steps: worseFrom(1, 100),
    }),
    statOfLogs({
      title: "Without a level",
      description: "Lines from which no level could be read, mostly of programs that write plain text.",
      unit: "short",
      expr: counted(ofLevel("unknown"), "$__range"),
    }),
    statOfLogs({
      title: "Services",
      description: "How many services said something.",
      unit: "none",
      expr: `count(sum by (service) (count_over_time(${CHOSEN}[$__range]))) or vector(0)`,
    }),
    statOfLogs({
      title: "Volume",
      description: "Bytes of the chosen lines in the time shown.",
      unit: "bytes",
      expr: `sum(bytes_over_time(${CHOSEN}[$__range])) or vector(0)`,
    }),
  ],
  rows: [
    {
      title: "How much",
      panels: [
        seriesOfLogs({
          title: "Lines by level",
          description: "How serious the chosen lines are.",
          unit: "short",
          span: 8,
          stacked: "stacked",
          lines: [{ expr: `sum by (level) (count_over_time(${CHOSEN}[$__auto]))`, legend: "{{level}}" }],
        }),
        seriesOfLogs({
          title: "Lines by service",
          description: "Who says how much. A click opens the service's requests.",
          unit: "short",
          span: 8,
          stacked: "stacked",
          lines: [{ expr: `sum by (service) (count_over_time(${CHOSEN}[$__auto]))`, legend: "{{service}}" }],
          links: [toService()],
        }),
        series({
          title: "On the way to Loki",
          description: "Lines per second: read by promtail, sent, dropped. Read but not sent is a gap.",
          unit: "cps",
          span: 8,
          lines: [
            { expr: `sum(rate(promtail_read_lines_total{${I}}[$__rate_interval]))`, legend: "read" },
            { expr: `sum(rate(promtail_sent_entries_total{${I}}[$__rate_interval]))`, legend: "sent" },
            { expr: `sum(rate(promtail_dropped_entries_total{${I}}[$__rate_interval]))`, legend: "dropped" },
          ],
        }),
      ],
    },
    {
      title: "Lines",
      panels: [
        lines({
          title: "Log lines",
          description: "The newest first. A click on a line shows its labels and its links: to the metrics of its service, to all lines of its trace.",
          expr: CHOSEN,
        }),
      ],
    },
  ],
};
