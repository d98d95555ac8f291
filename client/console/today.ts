// The day by this machine's clock, UTC. An offline clock can be wrong: what relies on it holds it against the log's last day.
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
