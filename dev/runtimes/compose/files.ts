import { createHash } from "node:crypto";
import type { ResolvedFile } from "../../planner/desired.ts";
import { fileKeys } from "../../planner/file-keys.ts";
import type { ComposeDocument, ComposeService, FileMount } from "./document.ts";
import { onlyVariableIn } from "./holes.ts";

/** The files of one service: how it mounts them, and what the document says of each. */
interface Files {
  readonly mounts: Pick<ComposeService, "secrets" | "configs" | "labels">;
  readonly secrets: ComposeDocument["secrets"];
  readonly configs: ComposeDocument["configs"];
}

/** By its variable, so that two services that read one secret share it, and two secrets never share a name. */
const secretName = (variable: string): string => variable.replace(/^NEOTOOL_(SECRET_)?/, "").toLowerCase();

/** Compose does not see that a text has changed, and would leave the container with the old one. A label it sees. */
const FILES_LABEL = "dev.neotool.files";

/** Of the texts as they stand in the document: their secrets are still holes. */
const hashOf = (files: readonly ResolvedFile[]): string =>
  createHash("sha256").update(JSON.stringify(files.map(({ path, content }) => [path, content]))).digest("hex").slice(0, 12);

/**
 * Root's, and readable by all of the container. With an owner given, engines look up the image's user on the host and
 * not in the image (moby/moby#34142): PgBouncer's files then belong to a stranger, or cannot be made at all.
 */
const mount = (source: string, { path }: ResolvedFile): FileMount => ({ source, target: path, mode: 0o444 });

/**
 * A file that is one secret becomes a `secret`, everything else a `config`, whose text may have secrets in it. Compose
 * copies both into the container, so it works with any engine, also on another machine.
 */
export const filesOf = (service: string, files: readonly ResolvedFile[]): Files => {
  const keys = fileKeys(files.map(({ path }) => path));
  const entries = files.map((file, index) => {
    const environment = onlyVariableIn(file.content);
    return { file, environment, source: environment === undefined ? `${service}-${keys[index]}` : secretName(environment) };
  });
  const secrets = entries.flatMap(({ environment, ...entry }) => (environment === undefined ? [] : [{ ...entry, environment }]));
  const configs = entries.filter(({ environment }) => environment === undefined);
  return {
    mounts: {
      ...(secrets.length > 0 && { secrets: secrets.map(({ source, file }) => mount(source, file)) }),
      ...(configs.length > 0 && { configs: configs.map(({ source, file }) => mount(source, file)) }),
      ...(files.length > 0 && { labels: { [FILES_LABEL]: hashOf(files) } }),
    },
    secrets: Object.fromEntries(secrets.map(({ source, environment }) => [source, { environment }])),
    configs: Object.fromEntries(configs.map(({ source, file }) => [source, { content: file.content }])),
  };
};
