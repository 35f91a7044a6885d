import { connect, createServer, type Socket } from "node:net";
import { testEngine } from "./engine.ts";
import { tempDir } from "./temp-dir.ts";

/** The real engine behind a socket of its own that can be switched off: to a program it stops and comes back. */
export interface EngineSwitch extends AsyncDisposable {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  off(): Promise<void>;
  on(): Promise<void>;
}

export const engineSwitch = async (): Promise<EngineSwitch> => {
  const directory = await tempDir();
  const path = directory.file("engine.sock");
  const { socket } = await testEngine();
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect(socket);
    for (const end of [client, engine]) {
      open.add(end);
      end.on("error", () => {}); // cut off by us, or by the program
      end.on("close", () => {
        open.delete(end);
        client.destroy();
        engine.destroy();
      });
    }
    client.pipe(engine).pipe(client);
  });
  const on = () => new Promise<void>((resolve) => server.listen(path, resolve));
  const off = () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const end of open) end.destroy();
    return closed;
  };
  await on();
  return {
    host: `unix://${path}`,
    on,
    off,
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await off();
      await directory[Symbol.asyncDispose]();
    },
  };
};
