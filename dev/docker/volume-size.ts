import { engineGet } from "./http.ts";

interface DiskUsage {
  readonly Volumes?: readonly { readonly Name: string; readonly UsageData?: { readonly Size: number } | null }[] | null;
}

/**
 * What a volume takes on the engine's disk. The engine counts every file for it, in older versions those of images and containers too.
 *
 * @returns bytes; `undefined` when there is no such volume, or the engine does not count.
 * @throws {DevError} `ENGINE_FAILED` when it does not answer in time.
 */
export const volumeSize = async (socket: string, volume: string, timeoutMs: number): Promise<number | undefined> => {
  const { Volumes } = await engineGet<DiskUsage>(socket, "/system/df?type=volume", timeoutMs);
  const size = Volumes?.find(({ Name }) => Name === volume)?.UsageData?.Size;
  return size === undefined || size < 0 ? undefined : size;
};
