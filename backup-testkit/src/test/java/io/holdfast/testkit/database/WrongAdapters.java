package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.ContractRules;
import io.holdfast.testkit.ContractRun;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs the contracts of the dumper and of the restorer on adapters that are wrong. */
final class WrongAdapters {

    /** The contract opens its harness itself, without knowing which one it is to be; one run follows the other. */
    private static Supplier<DatabaseHarness> next;

    private WrongAdapters() {}

    /**
     * A way of being wrong.
     *
     * @param rule the one that it breaks
     * @param what what it does
     * @param made makes such an adapter out of a right one
     * @param <P> what it is made of
     * @param <A> the port
     */
    record Wrong<P, A>(String rule, String what, Function<P, A> made) {

        Wrong {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(made, "made");
        }

        /** A wrong adapter. */
        A of(P parts) {
            return made.apply(parts);
        }

        @Override
        public String toString() {
            return rule + " " + what;
        }
    }

    /** The dumper's contract, in a hurry. */
    static final class Dumpers extends DatabaseDumperContract {

        @Override
        protected DatabaseHarness openHarness() {
            return next.get();
        }

        @Override
        protected Duration patience() {
            return PATIENCE;
        }

        @Override
        protected Duration standstill() {
            return Duration.ofMillis(40);
        }
    }

    /** The restorer's contract, in a hurry. */
    static final class Restorers extends DatabaseRestorerContract {

        @Override
        protected DatabaseHarness openHarness() {
            return next.get();
        }

        @Override
        protected Duration patience() {
            return PATIENCE;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** A wrong adapter has to fail the test of its rule and no other. */
    static void assertFailsExactly(String rule, Class<?> subject, Supplier<DatabaseHarness> harness) {
        next = harness;
        ContractRun run = ContractRun.of(subject);
        assertThat(run.failed()).as("%s", run.failures()).containsExactly(rule);
    }

    /** There has to be a wrong adapter for every rule of the contract. */
    static void assertEveryRuleIsBroken(Stream<? extends Wrong<?, ?>> wrong, Class<?> contract) {
        assertThat(wrong.map(Wrong::rule).distinct().sorted().toList())
                .containsExactlyElementsOf(ContractRules.tested(contract));
    }
}
