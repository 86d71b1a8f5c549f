package io.holdfast.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which part may know which. A module is named in a rule as soon as it has code. */
class ArchitectureTest {

    private static final String CORE = "io.holdfast.core..";
    private static final String USE_CASES = "io.holdfast.core.usecase..";
    private static final String CLI = "io.holdfast.cli..";
    private static final String TESTKIT = "io.holdfast.testkit..";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast");
    private static final JavaClasses NOTHING = new ClassFileImporter().importClasses(List.of());

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                        coreKnowsTheJdkOnly(),
                        knowsCoreOnly("io.holdfast.local.."),
                        knowsCoreOnly("io.holdfast.tink.."),
                        knowsCoreOnly("io.holdfast.postgres.."),
                        knowsCoreOnly("io.holdfast.repository.."),
                        knowsCoreOnly(TESTKIT),
                        nothingKnowsTheTestkit(),
                        onlyTheCommandLineKnowsGuiceAndPicocli(),
                        nothingIsInjectedIntoCore(),
                        onlyTheWiringReadsTheClock(),
                        packagesAreFreeOfCycles())
                .map(rule -> Named.of(rule.getDescription(), rule));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isKept(ArchRule rule) {
        rule.check(PRODUCT);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isNotKeptByNothingAtAll(ArchRule rule) {
        assertThatThrownBy(() -> rule.check(NOTHING)).isInstanceOf(AssertionError.class);
    }

    private static ArchRule coreKnowsTheJdkOnly() {
        return classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", CORE);
    }

    private static ArchRule knowsCoreOnly(String module) {
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat(resideInAPackage("io.holdfast..")
                        .and(not(resideInAnyPackage(module, CORE)))
                        .or(resideInAPackage(USE_CASES)))
                .as(module + " knows core only, and no use case");
    }

    private static ArchRule nothingKnowsTheTestkit() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(TESTKIT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(TESTKIT);
    }

    private static ArchRule onlyTheCommandLineKnowsGuiceAndPicocli() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.inject..", "jakarta.inject..", "javax.inject..", "picocli..");
    }

    private static ArchRule nothingIsInjectedIntoCore() {
        DescribedPredicate<JavaAnnotation<?>> inject = DescribedPredicate.describe(
                "@Inject", annotation -> annotation.getRawType().getSimpleName().equals("Inject"));
        return noMembers()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(CORE)
                .should()
                .beAnnotatedWith(inject);
    }

    /** A monotonic clock for measuring is no clock in this sense. */
    private static ArchRule onlyTheWiringReadsTheClock() {
        Set<String> clocks = Set.of("java.time.Clock", "java.util.Calendar");
        DescribedPredicate<JavaAccess<?>> readsTheClock = DescribedPredicate.describe("read the clock", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getTarget().getName();
            boolean withoutArguments = access.getTarget()
                            instanceof com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget target
                    && target.getRawParameterTypes().isEmpty();
            return owner.getPackageName().equals("java.time") && name.equals("now")
                    || clocks.contains(owner.getName()) && (name.startsWith("system") || name.equals("getInstance"))
                    || owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis")
                    || owner.isEquivalentTo(java.util.Date.class) && name.equals("<init>") && withoutArguments;
        });
        return noClasses()
                .that()
                .resideOutsideOfPackage("io.holdfast.cli.wiring..")
                .should()
                .accessTargetWhere(readsTheClock)
                .as("only the wiring reads the clock");
    }

    private static ArchRule packagesAreFreeOfCycles() {
        return slices().matching("io.holdfast.(**)").should().beFreeOfCycles();
    }
}
