import type { LogRecord } from "./open-records.ts";

/** Whose lines they are. */
export interface Source {
  readonly instance: string;
  readonly service: string;
}

/** A millisecond's records follow each other by nanoseconds. */
const nanoseconds = ({ at, nth }: LogRecord): string => `${Date.parse(at)}${String(nth).padStart(6, "0")}`;

/** What Loki's push API takes, with the labels that the log agents give to containers. Pure. */
export const pushBody = ({ instance, service }: Source, records: readonly LogRecord[]): string => {
  const streams = Map.groupBy(records, ({ stream, level }) => `${stream} ${level}`);
  return JSON.stringify({
    streams: [...streams.values()].map((some) => ({
      stream: { instance, service, stream: some[0]?.stream, level: some[0]?.level },
      values: some.map((record) => [nanoseconds(record), record.text]),
    })),
  });
};
