import type { LogLine, Runtime } from "../../engine/runtime.ts";

export interface LogFollower {
  /** Reads on after a start. Reading what is already being read changes nothing. */
  follow(service: string): void;
}

interface Reading {
  /** How often it was asked for: a stream that ends is opened again if it was asked for in between. */
  asked: number;
  isOpen: boolean;
  /** Engine time of the last line that was read, and how many lines of that moment were. */
  last: string;
  ofLast: number;
}

/** How much of the past is shown. */
const TAIL = 200;

/**
 * Follows the logs of services over their restarts; no line twice, none left out. A log that cannot be read is tried
 * again at the service's next start.
 */
export const followLogs = (runtime: Runtime, onLine: (line: LogLine) => void, signal: AbortSignal): LogFollower => {
  const readings = new Map<string, Reading>();
  const readOnce = async (service: string, reading: Reading): Promise<void> => {
    const from = reading.last === "" ? { tail: TAIL } : { since: reading.last };
    const { last } = reading;
    let again = reading.ofLast; // `since` gives the lines of that moment once more
    for await (const line of runtime.logs(service, { ...from, follow: true }, signal)) {
      if (line.at < last || (line.at === last && (again -= 1) >= 0)) continue;
      reading.ofLast = line.at === reading.last ? reading.ofLast + 1 : 1;
      reading.last = line.at;
      onLine(line);
    }
  };
  const readOn = async (service: string, reading: Reading): Promise<void> => {
    reading.isOpen = true;
    for (let seen = -1; seen !== reading.asked && !signal.aborted; ) {
      seen = reading.asked;
      await readOnce(service, reading).catch(() => {}); // its container is gone, or the engine is
    }
    reading.isOpen = false;
  };
  return {
    follow: (service) => {
      const reading = readings.get(service) ?? { asked: 0, isOpen: false, last: "", ofLast: 0 };
      readings.set(service, reading);
      reading.asked += 1;
      if (!reading.isOpen) void readOn(service, reading);
    },
  };
};
