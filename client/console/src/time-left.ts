/** How long until a time, in words. */
export function timeLeft(until: string, now = Date.now()): string {
  const minutes = Math.floor((Date.parse(until) - now) / 60_000);
  if (minutes < 0) return 'none';
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The same as a number of minutes, a begun one whole. */
export function minutesLeft(until: string, now = Date.now()): number {
  return Math.max(0, Math.ceil((Date.parse(until) - now) / 60_000));
}
