package io.holdfast.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import io.holdfast.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InMemoryBlobStoreTest extends BlobStoreContract {

    /** As a store in memory is: most bad days cannot come to it. */
    private static final class Harness implements BlobStoreHarness {

        private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T02:00:00Z"));
        private final InMemoryBlobStore store = InMemoryBlobStore.create(clock);

        @Override
        public BlobStoreAbilities abilities() {
            return BlobStoreAbilities.all()
                    .without(BlobStoreAbility.WRONG_CREDENTIALS, "Nobody signs in to memory.")
                    .without(BlobStoreAbility.MISSING_PLACE, "Memory is always there.")
                    .without(BlobStoreAbility.BROKEN_CONNECTION, "There is no connection.")
                    .without(BlobStoreAbility.LOST_REPLY, "There is no connection.")
                    .without(BlobStoreAbility.POWER_CUT, "Memory keeps nothing without power.")
                    .without(BlobStoreAbility.DYING_WRITER, "The store dies with its writer.")
                    .without(BlobStoreAbility.OBSTRUCTED_LISTING, "Memory is seen whole.")
                    .without(BlobStoreAbility.PROTECTED_BLOB, "Memory protects nothing.")
                    .without(BlobStoreAbility.CAPACITY, "This one has no bound.")
                    .without(BlobStoreAbility.SECRETS, "It takes none.");
        }

        @Override
        public BlobStore open() {
            return store.reopen();
        }

        @Override
        public BlobStore openFull() {
            return InMemoryBlobStore.create(clock, new ByteCount(BlobStore.MAX_BLOB_BYTES));
        }

        @Override
        public SortedSet<String> rawNames() {
            SortedSet<String> names = new TreeSet<>();
            store.list(BlobPrefix.ALL, info -> names.add(info.name().value()));
            return names;
        }

        @Override
        public void plant(BlobName name, byte[] content) {
            store.plant(name, content);
        }

        @Override
        public void clockMovesOn() {
            // Every put over another has a later time, whatever the clock says.
        }

        @Override
        public void wipe() {
            List<BlobName> all = new ArrayList<>();
            store.list(BlobPrefix.ALL, info -> all.add(info.name()));
            store.delete(all);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Override
    protected BlobStoreHarness harness() {
        return new Harness();
    }

    @Test
    void modifiedTimesComeFromTheClockAndNeverGoBack() {
        Instant noon = Instant.parse("2026-11-22T12:00:00Z");
        SettableClock clock = new SettableClock(noon);
        InMemoryBlobStore store = InMemoryBlobStore.create(clock);
        BlobName name = new BlobName("timed");

        store.put(name, new byte[1]);
        assertThat(store.stat(name).modifiedAt()).isEqualTo(noon);
        clock.advance(Duration.ofMinutes(-5));
        store.put(name, new byte[1]);
        assertThat(store.stat(name).modifiedAt()).isAfter(noon);
        clock.set(noon.plusSeconds(60));
        store.put(name, new byte[1]);
        assertThat(store.stat(name).modifiedAt()).isEqualTo(noon.plusSeconds(60));
    }

    @Test
    void capacityFollowsWhatIsStored() {
        InMemoryBlobStore store = InMemoryBlobStore.create(new SettableClock(Instant.EPOCH), new ByteCount(100));
        BlobName name = new BlobName("blob");

        store.put(name, new byte[60]);
        assertThat(store.capacity()).contains(new StoreCapacity(new ByteCount(100), new ByteCount(40)));
        store.put(name, new byte[10]);
        assertThat(store.capacity()).contains(new StoreCapacity(new ByteCount(100), new ByteCount(90)));
        store.delete(List.of(name, name));
        assertThat(store.capacity()).contains(new StoreCapacity(new ByteCount(100), new ByteCount(100)));
    }
}
