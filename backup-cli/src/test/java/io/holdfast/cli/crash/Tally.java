package io.holdfast.cli.crash;

import java.util.EnumMap;
import java.util.Map;

/** Which operation was hit in which phase how often, and who died. */
final class Tally {

    private final Map<Operation, Map<Phase, Integer>> hits = new EnumMap<>(Operation.class);
    private final Map<Victim, Integer> victims = new EnumMap<>(Victim.class);

    void add(Round round, Phase phase) {
        hits.computeIfAbsent(round.operation(), operation -> new EnumMap<>(Phase.class))
                .merge(phase, 1, Integer::sum);
        victims.merge(round.victim(), 1, Integer::sum);
    }

    int of(Phase phase) {
        return hits.values().stream()
                .mapToInt(phases -> phases.getOrDefault(phase, 0))
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                victims.values().stream().mapToInt(Integer::intValue).sum() + " kills, of " + victims + "\n");
        hits.forEach((operation, phases) -> text.append(String.format("  %-15s %s%n", operation, phases)));
        return text.toString();
    }
}
