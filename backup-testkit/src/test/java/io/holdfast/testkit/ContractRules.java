package io.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The two lists of rules that must be one: those that a port documents and those that its contract tests. */
public final class ContractRules {

    private static final Path PORTS =
            Path.of("..", "backup-core", "src", "main", "java", "io", "holdfast", "core", "port");

    private ContractRules() {}

    /**
     * The numbers of the rules in a port's Javadoc, in order, read from its source.
     *
     * @param port the simple name of the port's interface
     * @param letters what its rules' numbers begin with, such as {@code BS}
     */
    public static List<String> documented(String port, String letters) {
        try {
            return Pattern.compile("<li>(" + letters + "-\\d\\d) ")
                    .matcher(Files.readString(PORTS.resolve(port + ".java")))
                    .results()
                    .map(MatchResult::group)
                    .map(item -> item.substring("<li>".length()).trim())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of the rules that a contract has a final test of, in order; a rule with two tests is there twice. */
    public static List<String> tested(Class<?> contract) {
        return Arrays.stream(contract.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(ContractRules::rule)
                .sorted()
                .toList();
    }

    private static String rule(Method test) {
        Rule rule = test.getAnnotation(Rule.class);
        if (rule == null || !Modifier.isFinal(test.getModifiers())) {
            throw new AssertionError(test + " must be final and have a rule");
        }
        return rule.value();
    }
}
