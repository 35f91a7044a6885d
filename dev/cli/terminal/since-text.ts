const two = (number: number): string => String(number).padStart(2, "0");

/** When services were started, as people write it: the time of day, or the day where it was another one. */
export const sinceText = (startedAt: ReadonlyMap<string, string>, now: Date): ReadonlyMap<string, string> =>
  new Map([...startedAt].map(([service, at]) => [service, since(new Date(at), now)]));

const since = (at: Date, now: Date): string =>
  at.toDateString() === now.toDateString() ? `since ${two(at.getHours())}:${two(at.getMinutes())}` : `since ${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
