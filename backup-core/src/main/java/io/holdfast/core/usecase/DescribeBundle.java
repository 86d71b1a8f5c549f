package io.holdfast.core.usecase;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Tells all that is known of one bundle: its dumps, their streams, the rows of each table. */
public final class DescribeBundle {

    private final BundleRepository repository;

    /**
     * A bundle in detail.
     *
     * @param bundle the bundle
     * @param facts what the dumper recorded, for each dump that can be opened, in the order of the databases' names
     * @param damaged why it cannot be told, for each dump that can be opened and whose record of it is damaged
     */
    public record Description(
            Bundle bundle, Map<DatabaseName, DumpFacts> facts, Map<DatabaseName, BackupFailure> damaged) {

        /** Copies the maps and puts them in order. */
        public Description {
            Objects.requireNonNull(bundle, "bundle");
            facts = Collections.unmodifiableMap(new TreeMap<>(facts));
            damaged = Collections.unmodifiableMap(new TreeMap<>(damaged));
        }
    }

    /** Describes those of this repository. */
    public DescribeBundle(BundleRepository repository) {
        this.repository = Objects.requireNonNull(repository);
    }

    /**
     * Describes a bundle. What is damaged in one of its dumps does not keep the rest from being told.
     *
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where there is none
     */
    public Description describe(BundleId id) {
        Bundle bundle = repository.find(id);
        Map<DatabaseName, DumpFacts> facts = new TreeMap<>();
        Map<DatabaseName, BackupFailure> damaged = new TreeMap<>();
        bundle.dumps().stream().filter(entry -> entry.summary().isPresent()).forEach(entry -> {
            try (DumpReader dump = repository.open(id, entry.database())) {
                facts.put(entry.database(), dump.facts());
            } catch (BackupFailure failure) {
                if (failure.kind() != FailureKind.CORRUPT) {
                    throw failure;
                }
                damaged.put(entry.database(), failure);
            }
        });
        return new Description(bundle, facts, damaged);
    }
}
