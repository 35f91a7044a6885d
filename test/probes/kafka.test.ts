import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { probeKafka } from "../../dev/probes/kafka.ts";

const HOST = "127.0.0.1";

/** Asks what listens and does this to every connection. */
const answerOf = async (onConnection: (socket: Socket) => void) => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    return await probeKafka({ host: HOST, port }, 300);
  } finally {
    sockets.forEach((socket) => void socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  }
};

// The engine's proxy accepts before the broker listens, and then resets.
test.each<[string, (socket: Socket) => void]>([
  ["at once", (socket) => void socket.resetAndDestroy()],
  ["after the question", (socket) => void socket.once("data", () => socket.resetAndDestroy())],
  ["in order", (socket) => void socket.once("data", () => socket.end())],
])("a connection that is closed %s is a reason to wait, and ends nothing", async (_when, onConnection) => {
  expect(await answerOf(onConnection)).toMatchObject({ ready: false, reason: expect.stringMatching(/\S/) });
});

test("a broker that does not answer is not waited for longer than was said", async () => {
  expect(await answerOf(() => {})).toMatchObject({ ready: false });
});

test("a port where nobody listens is a reason to wait", async () => {
  expect(await probeKafka({ host: HOST, port: 1 }, 300)).toMatchObject({ ready: false, reason: expect.stringContaining("ECONNREFUSED") });
});
