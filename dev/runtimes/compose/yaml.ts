import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import type { ComposeDocument } from "./document.ts";
import { interpolated } from "./holes.ts";
import { READY } from "./render.ts";

/** By its first line neotool knows a file that it may write over. */
export const MADE_BY = "# Made by `neotool dev compose`";

const HEAD = [
  `${MADE_BY.slice(1)} from the definition that \`neotool dev up\` brings up. Do not edit it: make it again.`,
  " It needs Docker Compose 2.23.1 or later, and nothing of neotool:  docker compose up --wait",
  " Secrets come from a file .env in the same folder:  neotool dev compose --env-file .env",
  " A port that is taken can be moved in that file, for example:  NEOTOOL_PORT_POSTGRES_SQL=15432",
].join("\n");

const WHY_READY = [
  " `up --wait` fails over a container that has ended, also with 0, unless a service waits for its completion:",
  " https://github.com/docker/compose/issues/10596. This one waits, and does nothing else.",
].join("\n");

/** What reads better on one line. */
const FLAT_LISTS: readonly unknown[] = ["test", "entrypoint", "security_opt"];

/** The file's text. */
export const composeYaml = (compose: ComposeDocument): string => {
  const document = new Document(compose, (_key, value: unknown) => (typeof value === "string" ? interpolated(value) : value), {
    aliasDuplicateObjects: false,
    compat: "yaml-1.1", // to some readers an unquoted `no` is a boolean
  });
  document.commentBefore = HEAD;
  visit(document, {
    Pair: (_index, { key, value }) => {
      if (!isScalar(key)) return;
      if (key.value === READY && isMap(value) && value.has("image")) key.commentBefore = WHY_READY;
      if (key.value === "mode" && isScalar(value)) value.format = "OCT";
      if (isSeq(value) && FLAT_LISTS.includes(key.value)) value.flow = true;
    },
    Map: (_index, map) => {
      if (map.has("source") || map.has("condition")) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
};
