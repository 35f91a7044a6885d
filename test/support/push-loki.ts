import { createServer } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export interface PushedLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly ns: string;
  readonly line: string;
}

/** A Loki that takes lines, and knows them afterwards: as the real one, it takes two equal ones of one moment and stream for one. */
export interface PushLoki extends AsyncDisposable {
  readonly url: string;
  lines(): readonly PushedLine[];
  requests(): number;
  /** What it answers from now on. @default 204 */
  answers(status: number): void;
}

interface PushBody {
  readonly streams: readonly { readonly stream: Readonly<Record<string, string>>; readonly values: readonly (readonly [string, string])[] }[];
}

export const pushLoki = async (): Promise<PushLoki> => {
  const kept = new Map<string, PushedLine>();
  let status = 204;
  let requests = 0;
  const server = createServer((asked, answer) => {
    void text(asked).then((body) => {
      requests += 1;
      if (asked.url !== "/loki/api/v1/push") return answer.writeHead(404).end();
      const { streams }: PushBody = JSON.parse(body);
      const lines = streams.flatMap(({ stream: labels, values }) => values.map(([ns, line]): PushedLine => ({ labels, ns, line })));
      if (status === 204) for (const line of lines) kept.set(JSON.stringify([line.ns, line.labels, line.line]), line);
      return answer.writeHead(status).end(status === 204 ? "" : "so it is");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens at a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    lines: () => [...kept.values()],
    requests: () => requests,
    answers: (next) => {
      status = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
