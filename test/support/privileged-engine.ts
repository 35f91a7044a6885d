import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { tempDir } from "./temp-dir.ts";

/** A way to the engine on which privileged containers can be started. */
interface PrivilegedEngine extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly dockerHost: string;
}

/** capabilities(7) */
const CAP_SYS_RESOURCE = 24n;

/**
 * Whether containers here can be privileged, as far as this process's own limits say: an engine that lacks
 * CAP_SYS_RESOURCE ends them with "unable to apply caps".
 *
 * @param status `/proc/self/status`; empty where there is none, and the engine has a kernel of its own.
 */
export const allowsPrivileged = (status: string): boolean => {
  const [, bits] = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return bits === undefined || ((BigInt(`0x${bits}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
};

/**
 * The engine itself, or where that cannot, a proxy in front of it that asks for less. The proxy ends with its standard
 * input, so also when this process is killed.
 */
export const privilegedEngine = async (proxy: string, socket: string): Promise<PrivilegedEngine> => {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  if (allowsPrivileged(status)) return { dockerHost: `unix://${socket}`, [Symbol.asyncDispose]: async () => {} };
  const folder = await tempDir();
  const listen = folder.file("docker.sock");
  const run = execa(proxy, ["-listen", listen, "-engine", socket], { stdin: "pipe", stdout: "pipe", stderr: "inherit", buffer: false, reject: false });
  await Promise.race([once(run.stdout, "data"), run.then(({ exitCode }) => Promise.reject(new Error(`${proxy} ended with code ${exitCode}`)))]);
  return {
    dockerHost: `unix://${listen}`,
    [Symbol.asyncDispose]: async () => {
      run.kill();
      await run;
      await folder[Symbol.asyncDispose]();
    },
  };
};
