import { createServer, request, type IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { faultProxy } from "./fault-proxy.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

/** What an engine's socket can do besides answering: a body in pieces, an endless stream, a hijacked connection. */
const engineWithStreams = async () => {
  const directory = await tempDir();
  const heard: string[] = [];
  let gone = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      heard.push(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks)}`);
      outgoing.on("close", () => (gone += outgoing.writableEnded ? 0 : 1));
      outgoing.writeHead(200, { "content-type": "text/plain" });
      outgoing.write("first ");
      if (incoming.url !== "/events") outgoing.end("second");
    });
  });
  server.on("upgrade", (_incoming, socket) => {
    socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    socket.on("data", (chunk: Buffer) => void socket.write(chunk.toString().toUpperCase()));
    socket.on("error", () => {}).on("end", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(directory.file("engine.sock"), resolve));
  const proxy = await faultProxy(directory.file("engine.sock"));
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await directory[Symbol.asyncDispose]();
  });
  return { proxy, heard, hasGone: () => gone };
};

const socketOf = ({ env }: { readonly env: { readonly DOCKER_HOST: string } }) => env.DOCKER_HOST.replace("unix://", "");

/** The answer, or the error's code; `body` is what had come until then. */
const ask = (socketPath: string, path: string, body = "") =>
  new Promise<{ readonly status?: number | undefined; readonly body: string; readonly error?: string }>((resolve) => {
    let text = "";
    const failed = (error: Error) => resolve({ body: text, error: "code" in error ? String(error.code) : error.message });
    const call = request({ socketPath, path, method: "POST", agent: false }, (answer: IncomingMessage) => {
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("error", failed);
      answer.on("end", () => resolve({ status: answer.statusCode, body: text }));
    });
    call.on("error", failed);
    call.end(body);
  });

test("without a fault everything passes, is counted, and a stream ends on both sides", async () => {
  const { proxy, heard, hasGone } = await engineWithStreams();
  expect(await ask(socketOf(proxy), "/v1.41/containers/create?name=a", "a body")).toEqual({ status: 200, body: "first second" });
  const stream = request({ socketPath: socketOf(proxy), path: "/events", agent: false });
  const [first] = await new Promise<readonly Buffer[]>((resolve) => stream.on("response", (answer) => answer.once("data", (chunk: Buffer) => resolve([chunk]))).end());
  expect(first?.toString()).toBe("first ");
  stream.on("error", () => {}).destroy();
  await until("the engine sees that its listener has gone", () => hasGone() === 1);
  expect(proxy.calls()).toEqual(["POST /containers/create", "GET /events"]);
  expect(heard).toEqual(["POST /v1.41/containers/create?name=a a body", "GET /events "]);
});

test("a hijacked connection passes in both directions", async () => {
  const { proxy } = await engineWithStreams();
  const call = request({ socketPath: socketOf(proxy), path: "/exec/1/start", method: "POST", agent: false, headers: { connection: "Upgrade", upgrade: "tcp" } });
  const answer = await new Promise<string>((resolve) =>
    call.on("upgrade", (_response, socket) => {
      socket.write("hello");
      socket.once("data", (chunk: Buffer) => (socket.destroy(), resolve(chunk.toString())));
    }).end(),
  );
  expect(answer).toBe("HELLO");
});

test.each([
  [{ kind: "answer", status: 500 }, { status: 500, body: '{"message":"the proxy says no"}' }, 0],
  [{ kind: "drop", moment: "before" }, { body: "", error: "ECONNRESET" }, 0],
  [{ kind: "drop", moment: "after" }, { body: "", error: "ECONNRESET" }, 1],
  [{ kind: "cut" }, { body: "fir", error: "ECONNRESET" }, 1],
  [{ kind: "delay", ms: 20 }, { status: 200, body: "first second" }, 1],
] as const)("%j happens to the second call and to no other", async (fault, answer, heardOfIt) => {
  const { proxy, heard } = await engineWithStreams();
  const armed = proxy.arm(2, fault);
  const well = { status: 200, body: "first second" };
  expect(await ask(socketOf(proxy), "/1")).toEqual(well);
  expect(armed.hasHappened()).toBe(false);
  expect(await ask(socketOf(proxy), "/2")).toEqual(answer);
  expect(await ask(socketOf(proxy), "/3")).toEqual(well);
  expect(await armed.reached).toEqual({ number: 2, name: "POST /2" });
  expect(heard.filter((call) => call.startsWith("POST /2"))).toHaveLength(heardOfIt);
});

test.each([
  ["before", 0],
  ["during", 1],
  ["after", 1],
] as const)("a kill %s a call happens once, and the engine has heard of the call %i times", async (moment, times) => {
  const { proxy, heard } = await engineWithStreams();
  const killed: string[] = [];
  proxy.arm(/^POST \/x/, { kind: "kill", moment, victim: () => killed.push(moment) });
  await ask(socketOf(proxy), "/x");
  await until("the engine has heard what it hears", () => heard.length === times);
  expect(killed).toEqual([moment]);
});

test("a held call waits until it is released", async () => {
  const { proxy, heard } = await engineWithStreams();
  const armed = proxy.arm(1, { kind: "hold" });
  const answer = ask(socketOf(proxy), "/held");
  await armed.reached;
  expect(heard).toEqual([]);
  armed.release();
  expect(await answer).toEqual({ status: 200, body: "first second" });
});

test("a stopped engine breaks every connection and answers nobody until it is started again", async () => {
  const { proxy } = await engineWithStreams();
  const stream = ask(socketOf(proxy), "/events");
  await until("the stream is open", () => proxy.calls().length === 1);
  await proxy.stop();
  expect(await stream).toMatchObject({ error: "ECONNRESET" });
  expect(await ask(socketOf(proxy), "/gone")).toEqual({ body: "", error: "ENOENT" });
  await proxy.start();
  expect(await ask(socketOf(proxy), "/back")).toMatchObject({ status: 200 });
});
