package io.holdfast.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/**
 * What came of running a contract's tests: which rules ran, and which of them failed and why.
 *
 * <p>A test that was skipped or aborted counts as failed: a rule that nobody looked at is not kept.
 *
 * @param ran the numbers of all rules that there was a test of
 * @param failures the numbers of those that failed, with the reason
 */
public record ContractRun(SortedSet<String> ran, SortedMap<String, Throwable> failures) {

    /** Copies both. */
    public ContractRun {
        ran = Collections.unmodifiableSortedSet(new TreeSet<>(ran));
        failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    }

    /** The numbers of the rules whose tests failed. */
    public SortedSet<String> failed() {
        return new TreeSet<>(failures.keySet());
    }

    /** Runs all tests of a contract's subclass, which may be a nested class, and waits for the end. */
    public static ContractRun of(Class<?> subclass) {
        SortedSet<String> ran = new TreeSet<>();
        SortedMap<String, Throwable> failures = new TreeMap<>();
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(subclass)).execute().allEvents().stream()
                .filter(event -> event.getType() == EventType.FINISHED || event.getType() == EventType.SKIPPED)
                .forEach(event -> note(event, ran, failures));
        if (ran.isEmpty()) {
            throw new AssertionError(subclass + " has no test");
        }
        return new ContractRun(ran, failures);
    }

    private static void note(Event event, SortedSet<String> ran, Map<String, Throwable> failures) {
        boolean passed = event.getPayload(TestExecutionResult.class)
                .filter(result -> result.getStatus() == TestExecutionResult.Status.SUCCESSFUL)
                .isPresent();
        if (event.getTestDescriptor().isTest()) {
            String rule = ruleOf(event);
            ran.add(rule);
            if (!passed) {
                failures.put(rule, reason(event));
            }
        } else if (!passed) {
            throw new AssertionError(event.getTestDescriptor().getDisplayName() + " could not run", reason(event));
        }
    }

    private static String ruleOf(Event event) {
        return event.getTestDescriptor()
                .getSource()
                .map(MethodSource.class::cast)
                .map(MethodSource::getJavaMethod)
                .map(method -> method.getAnnotation(Rule.class))
                .map(Rule::value)
                .orElseThrow(() -> new AssertionError(
                        event.getTestDescriptor().getDisplayName() + " is a contract's test without a rule"));
    }

    private static Throwable reason(Event event) {
        return event.getPayload(TestExecutionResult.class)
                .flatMap(TestExecutionResult::getThrowable)
                .orElseGet(() ->
                        new AssertionError(Objects.toString(event.getPayload().orElse("")) + ": skipped or aborted"));
    }
}
