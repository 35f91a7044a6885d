import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Engine } from "../../dev/docker/connect.ts";
import type { EngineEnvironment } from "../../dev/docker/socket.ts";
import { fakeContainers } from "./fake-engine-containers.ts";
import { fakeImages, type FakeImage } from "./fake-engine-images.ts";
import { tempDir } from "./temp-dir.ts";

/** One call to the fake, taken apart. */
export interface Call {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  body(): Promise<Buffer>;
  /** Answers with JSON, or with nothing. */
  answer(status: number, value?: unknown): void;
  readonly response: ServerResponse;
}

/** Whether the call was one of its own. */
export type Handler = (call: Call) => Promise<boolean>;

/** An answer in place of the usual one, by `GET /info`. */
export type Overrides = Readonly<Record<string, (call: Call) => void>>;

const VERSION = { Version: "28.5.2", ApiVersion: "1.51", Os: "linux", Arch: "amd64" } as const;

interface FakeEngineOptions {
  readonly images?: readonly FakeImage[];
  /** What a pull of a reference brings; any other is not found. */
  readonly pullable?: Readonly<Record<string, FakeImage>>;
  /** What it says of itself: in the headers of /_ping, and to GET /version. */
  readonly version?: Partial<Record<keyof typeof VERSION, string>>;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly overrides?: Overrides;
}

export interface FakeEngine extends AsyncDisposable {
  readonly socket: string;
  readonly engine: Engine;
  /** An environment in which the fake is the engine that is meant. */
  readonly surroundings: EngineEnvironment;
  /** Every call, in order: `GET /_ping`. */
  readonly calls: readonly string[];
  readonly images: ReturnType<typeof fakeImages>;
  readonly containers: ReturnType<typeof fakeContainers>;
}

const callFrom = (request: IncomingMessage, response: ServerResponse): Call => {
  const url = new URL(request.url ?? "/", "http://engine");
  return {
    method: request.method ?? "GET",
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: request.headers,
    body: () => buffer(request),
    answer: (status, value) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(value === undefined ? undefined : JSON.stringify(value));
    },
    response,
  };
};

/** A container engine with a memory, over HTTP on a unix socket of its own: images, containers, volumes, networks. */
export const fakeEngine = async ({ images = [], pullable = {}, version = VERSION, info = {}, overrides = {} }: FakeEngineOptions = {}): Promise<FakeEngine> => {
  const directory = await tempDir();
  const socket = directory.file("engine.sock");
  const calls: string[] = [];
  const store = fakeImages(images, pullable);
  const containers = fakeContainers();
  const about: Handler = async (call) => {
    if (call.path === "/version") call.answer(200, version);
    else if (call.path === "/_ping") {
      if (version.ApiVersion !== undefined) call.response.setHeader("api-version", version.ApiVersion);
      call.response.setHeader("server", `Docker/${version.Version ?? ""} (linux)`);
      call.response.end("OK");
    }
    else if (call.path === "/info") call.answer(200, info);
    else return false;
    return true;
  };
  const handle = async (call: Call): Promise<void> => {
    const key = `${call.method} ${call.path}`;
    calls.push(key);
    const override = overrides[key];
    if (override) return override(call);
    for (const handler of [about, store.handle, containers.handle]) if (await handler(call)) return;
    call.answer(404, { message: `page not found: ${key}` });
  };
  const server = createServer((request, response) => {
    handle(callFrom(request, response)).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    engine: { socket, source: "test", product: "Docker", version: VERSION.Version, apiVersion: VERSION.ApiVersion },
    surroundings: { home: directory.path, env: { DOCKER_HOST: `unix://${socket}` }, uid: 1000 },
    calls,
    images: store,
    containers,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await containers[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
};
