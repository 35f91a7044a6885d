import { Document, isScalar, isSeq, visit } from "yaml";
import type { ComposeDocument } from "./document.ts";
import { interpolated } from "./holes.ts";

/** By its first line neotool knows a file that it may write over. */
export const MADE_BY = "# Made by `neotool dev compose`";

const HEAD = [
  `${MADE_BY.slice(1)} from the definition that \`neotool dev up\` brings up. Do not edit it: make it again.`,
  " It needs Docker Compose 2.23.1 or later, and nothing of neotool:  docker compose up --wait",
  " A health check also makes what its service must have (databases, topics, buckets, keys), once for each start.",
  " Secrets come from a file .env in the same folder:  neotool dev compose --dotenv .env",
  " A port that is taken can be moved in that file, for example:  NEOTOOL_PORT_POSTGRES_SQL=15432",
].join("\n");

/** What reads better on one line. */
const FLAT_LISTS: readonly unknown[] = ["security_opt"];

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
      if (key.value === "mode" && isScalar(value)) value.format = "OCT";
      if (isSeq(value) && FLAT_LISTS.includes(key.value)) value.flow = true;
    },
    Map: (_index, map) => {
      if (map.has("source") || map.has("condition")) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
};
