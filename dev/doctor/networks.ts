import { engineGet } from "../docker/http.ts";
import type { EngineInfo } from "../docker/info.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { neededEngine } from "./needed-engine.ts";
import { ANSWERS_WITHIN_MS, withInfo } from "./with-info.ts";

/** Docker's own pools: 172.17 to 172.31, and 192.168 in sixteenths. The engine's default bridge takes one. */
const DEFAULT_CAPACITY = 30;
/** Of the capacity: from here on it is worth a word. */
const MANY = 5 / 6;

/** How many bridge networks the engine has addresses for. */
export const networkCapacity = ({ DefaultAddressPools: pools }: Pick<EngineInfo, "DefaultAddressPools">): number =>
  pools && pools.length > 0 ? pools.reduce((sum, { Base, Size }) => sum + 2 ** Math.max(0, Size - Number(Base.split("/")[1] ?? Size)), 0) : DEFAULT_CAPACITY;

export const judgeNetworks = (bridges: number, capacity: number): CheckResult => {
  const detail = `${bridges} bridge networks, of about ${capacity} that fit`;
  if (bridges < capacity * MANY) return pass(detail);
  return { verdict: "warn", detail, fix: "docker network prune removes those that nobody uses; neotool dev prune those of deleted working copies." };
};

/** When the address pools are used up, every `up` fails on its network. */
export const networksCheck = (surroundings: EngineEnvironment): Check => ({
  id: "networks",
  title: "Address pools of the engine",
  run: () =>
    withInfo(surroundings, async (info) => {
      const { socket } = await neededEngine(surroundings);
      const networks = await engineGet<readonly { readonly Driver: string }[]>(socket, "/networks", ANSWERS_WITHIN_MS);
      return judgeNetworks(networks.filter(({ Driver }) => Driver === "bridge").length, networkCapacity(info));
    }),
});
