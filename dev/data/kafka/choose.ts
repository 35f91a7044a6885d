import { matchesGlob } from "node:path";
import { unknownName } from "../../platform/closest.ts";
import type { KafkaPart, Scopes } from "../reset/scope.ts";

export interface Chosen {
  readonly topics: readonly string[];
  readonly groups: readonly string[];
}

/** Pure. @throws {DevError} `USAGE` for a topic or a group that is not there. */
export const chooseFromKafka = (scope: NonNullable<Scopes["kafka"]>, topics: readonly string[], groups: readonly string[]): Chosen => {
  if (scope === "all") return { topics, groups };
  const chosenTopics = scope.flatMap((part: KafkaPart) => {
    if ("group" in part) return [];
    const matching = topics.filter((topic) => topic === part.topics || matchesGlob(topic, part.topics));
    if (matching.length === 0) throw unknownName("topic", part.topics, topics);
    return matching;
  });
  const chosenGroups = scope.flatMap((part: KafkaPart) => {
    if (!("group" in part)) return [];
    if (!groups.includes(part.group)) throw unknownName("consumer group", part.group, groups);
    return [part.group];
  });
  return { topics: [...new Set(chosenTopics)], groups: [...new Set(chosenGroups)] };
};
