import { once } from "node:events";
import Docker from "dockerode";
import { execa } from "execa";
import { docker } from "./engine.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

/** A second engine, which may be stopped and started: the machine's own one has other people's containers. */
export interface OwnEngine extends AsyncDisposable {
  /** For programs that are to use it. */
  readonly env: { readonly DOCKER_HOST: string };
  /** Runs a program where this engine's ports are: its network is another one than the machine's. */
  readonly under: readonly string[];
  /** As `systemctl stop docker`: containers are stopped. */
  stop(): Promise<void>;
  start(): Promise<void>;
  readonly client: Docker;
}

/** Wants root on Linux, dockerd and ip. In a network of its own, so that its rules for packets are none of the machine's. @param images Of the machine's engine, that it is to have. */
export const ownEngine = async (images: readonly string[]): Promise<OwnEngine> => {
  const folder = await tempDir();
  const socket = folder.file("engine.sock");
  const env = { DOCKER_HOST: `unix://${socket}` } as const;
  const network = execa("unshare", ["--net", "sh", "-c", "ip link set lo up && echo up && exec sleep infinity"], { reject: false, buffer: false, stdin: "ignore" });
  await once(network.stdout, "data");
  const under = ["nsenter", `--net=/proc/${network.pid}/ns/net`];
  let daemon: { readonly ended: Promise<unknown>; end(): void } | undefined;

  const client = new Docker({ socketPath: socket });
  const answers = () => client.ping().then(() => true, () => false);

  const start = async (): Promise<void> => {
    const [file = "", ...args] = [...under, "dockerd", `--host=${env.DOCKER_HOST}`, `--data-root=${folder.file("data")}`, `--exec-root=${folder.file("run")}`, `--pidfile=${folder.file("pid")}`];
    const run = execa(file, args, { reject: false, stdin: "ignore", stdout: "ignore", stderr: { file: folder.file("log") } });
    daemon = { ended: run, end: () => void run.kill("SIGTERM") };
    await until("the second engine answers", answers);
  };
  const stop = async (): Promise<void> => {
    daemon?.end();
    await daemon?.ended;
    daemon = undefined;
  };

  await start();
  for (const image of images) {
    const archive = await (await docker()).getImage(image).get();
    const progress = await client.loadImage(archive);
    await once(progress.resume(), "end");
  }
  return {
    env,
    under,
    start,
    stop,
    client,
    [Symbol.asyncDispose]: async () => {
      await stop();
      network.kill("SIGKILL");
      await network;
      await folder[Symbol.asyncDispose]();
    },
  };
};
