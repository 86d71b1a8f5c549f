package io.holdfast.cli;

import io.holdfast.cli.terminal.Prompt;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.terminal.Surroundings.Device;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Surroundings whose output can be read, with a person who gives prepared answers, or without one. */
public final class FakeSurroundings {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> questions = new ArrayList<>();
    private final Surroundings surroundings;

    private FakeSurroundings(Map<String, String> environment, Optional<Deque<String>> answers) {
        surroundings = new Surroundings(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Device.PLAIN,
                answers.<Prompt>map(Person::new).orElse(Prompt.NOBODY),
                () -> Instant.parse("2026-11-22T02:00:00Z"));
    }

    /** Nobody is there. */
    public static FakeSurroundings unattended(Map<String, String> environment) {
        return new FakeSurroundings(environment, Optional.empty());
    }

    /** Somebody gives these answers, one after the other. */
    public static FakeSurroundings attended(Map<String, String> environment, String... answers) {
        return new FakeSurroundings(environment, Optional.of(new ArrayDeque<>(List.of(answers))));
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    public List<String> questions() {
        return questions;
    }

    private final class Person implements Prompt {

        private final Deque<String> answers;

        Person(Deque<String> answers) {
            this.answers = answers;
        }

        @Override
        public Optional<String> line(String question) {
            questions.add(question);
            return Optional.of(answers.remove());
        }

        @Override
        public Optional<String> secret(String question) {
            return line(question);
        }
    }
}
