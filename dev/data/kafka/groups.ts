import type { Admin } from "@platformatic/kafka";
import { isKafkaError } from "./admin.ts";

export const listGroupIds = async (admin: Admin): Promise<readonly string[]> => [...(await admin.listGroups({})).keys()].sort();

/**
 * Deletes consumer groups with their committed offsets. Members that are connected are sent away first; they come back by
 * themselves, as new ones.
 *
 * @returns the groups whose members were back before theirs could be deleted.
 */
export const deleteGroups = async (admin: Admin, ids: readonly string[]): Promise<readonly string[]> => {
  if (ids.length === 0) return [];
  const groups = await admin.describeGroups({ groups: [...ids] });
  const kept: string[] = [];
  await Promise.all(
    ids.map(async (groupId) => {
      try {
        if ((groups.get(groupId)?.members.size ?? 0) > 0) await admin.removeMembersFromConsumerGroup({ groupId });
        await admin.deleteGroups({ groups: [groupId] });
      } catch (error) {
        if (isKafkaError(error, "GROUP_ID_NOT_FOUND")) return; // it went by itself
        if (!isKafkaError(error, "NON_EMPTY_GROUP") && !isKafkaError(error, "UNKNOWN_MEMBER_ID")) throw error;
        kept.push(groupId);
      }
    }),
  );
  return kept.sort();
};

/** Of these, the groups that are there without a member: what they have committed is still kept. */
export const emptyGroups = async (admin: Admin, ids: readonly string[]): Promise<readonly string[]> =>
  [...(await admin.listGroups({}))].flatMap(([id, { state }]) => (state.toUpperCase() === "EMPTY" && ids.includes(id) ? [id] : [])).sort();
