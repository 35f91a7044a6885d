import type Dockerode from "dockerode";
import type { ResolvedFile } from "../../planner/desired.ts";
import { archiveOf } from "./archive.ts";

/**
 * Puts another text in the place of a file of a running container, in one moment: the engine unpacks an archive by
 * removing the old file first, and who reads just then would find none, or half of one.
 */
export const putFile = async (container: Dockerode.Container, file: ResolvedFile, signal: AbortSignal): Promise<void> => {
  const aside = `${file.path}.next`;
  await container.putArchive(await archiveOf([{ ...file, path: aside }]), { path: "/", abortSignal: signal });
  // As root: the folder is not the service's own.
  const exec = await container.exec({ Cmd: ["mv", "-f", aside, file.path], User: "0:0", AttachStdout: true, AttachStderr: true, abortSignal: signal });
  const stream = await exec.start({ hijack: true, stdin: false, abortSignal: signal });
  const said: Buffer[] = [];
  for await (const chunk of stream) said.push(chunk);
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0) throw new Error(`mv ended with code ${ExitCode}: ${Buffer.concat(said).toString("utf8").trim()}`);
};
