package io.holdfast.cli.doctor;

import io.holdfast.cli.doctor.Check.Level;
import io.holdfast.cli.output.ExitCode;
import io.holdfast.cli.output.Json;
import io.holdfast.cli.output.Printable;
import io.holdfast.cli.output.Report;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the doctor found, a line each. It fails where there is a problem; warnings do not count. */
public final class DoctorReport implements Report {

    private final List<Check> checks;

    DoctorReport(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public ExitCode exitCode() {
        return count(Level.PROBLEM) == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Check check : checks) {
            text.append(String.format(
                    Locale.ROOT, "%-8s %s: %s%n", word(check.level()), check.subject(), shown(check.finding())));
            check.advice()
                    .ifPresent(advice -> text.append(String.format(Locale.ROOT, "%-8s   %s%n", "", shown(advice))));
        }
        text.append(String.format(
                Locale.ROOT, "%n%s, %s.%n", counted(Level.PROBLEM, "problem"), counted(Level.WARNING, "warning")));
        return text.toString();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("problems", count(Level.PROBLEM));
        document.put("warnings", count(Level.WARNING));
        ArrayNode array = document.putArray("checks");
        checks.forEach(check -> array.addObject()
                .put("subject", check.subject())
                .put("level", word(check.level()))
                .put("finding", Printable.masked(check.finding()))
                .put("advice", check.advice().map(Printable::masked).orElse(null)));
        return document;
    }

    private long count(Level level) {
        return checks.stream().filter(check -> check.level() == level).count();
    }

    private String counted(Level level, String noun) {
        long count = count(level);
        return (count == 0 ? "No" : Long.toString(count)) + " " + noun + (count == 1 ? "" : "s");
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(String text) {
        return Printable.line(Printable.masked(text.strip()));
    }
}
