package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalBlobStoreTest {

    private static final BlobName BLOB = new BlobName("folder/blob");
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path root;

    @TempDir
    Path elsewhere;

    @Test
    void aMissingFolderIsNotMade() {
        BackupFailure failure = failure(() -> LocalBlobStore.open(root.resolve("missing")));

        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(failure.hint()).isPresent();
        assertThat(failure).hasMessageContaining("missing");
        assertThat(root.resolve("missing")).doesNotExist();
    }

    @Test
    void aFileIsNoStore() throws IOException {
        Path file = Files.createFile(root.resolve("file"));

        BackupFailure failure = failure(() -> LocalBlobStore.open(file));

        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failure).hasMessageContaining("is a file");
        assertThat(failure(() -> LocalBlobStore.open(file.resolve("below"))).kind())
                .isEqualTo(FailureKind.INVALID);
    }

    @Test
    void aFolderThatMayNotBeReadIsDenied() throws IOException {
        Path closed = Files.createDirectory(root.resolve("closed"));
        Files.setPosixFilePermissions(closed, Set.of());

        // The rights of a folder do not hold back root, unless it gives its own special rights up.
        List<String> command = new ArrayList<>();
        if (Files.isReadable(closed)) {
            command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
        }
        command.addAll(Programs.java(Opening.class, List.of(closed.toString())));

        assertThat(Programs.run(command)).contains("DENIED");
    }

    /** Opens a store and says how that failed. */
    static final class Opening {

        private Opening() {}

        public static void main(String[] arguments) {
            System.out.println(
                    failure(() -> LocalBlobStore.open(Path.of(arguments[0]))).kind());
        }
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), root);
        try (BlobStore store = LocalBlobStore.open(link)) {
            store.put(BLOB, CONTENT);
        }
        assertThat(root.resolve("folder/blob")).hasBinaryContent(CONTENT);
    }

    @Test
    void onlyTheOwnerCanRead() throws IOException {
        try (BlobStore store = LocalBlobStore.open(root)) {
            store.put(BLOB, CONTENT);
        }
        assertThat(rights(root.resolve("folder/blob"))).isEqualTo("rw-------");
        assertThat(rights(root.resolve("folder"))).isEqualTo("rwx------");
        assertThat(rights(root.resolve(BlobWriter.TEMPORARY))).isEqualTo("rwx------");
    }

    @Test
    void linksInsideAreRefusedAndNothingOutsideIsTouched() throws IOException {
        Files.write(elsewhere.resolve("secret"), CONTENT);
        try (BlobStore store = LocalBlobStore.open(root)) {
            Files.createSymbolicLink(root.resolve("linked-file"), elsewhere.resolve("secret"));
            Files.createSymbolicLink(root.resolve("linked-folder"), elsewhere);
            BlobName file = new BlobName("linked-file");
            BlobName below = new BlobName("linked-folder/secret");

            Stream.<ThrowingCallable>of(
                            () -> store.get(file),
                            () -> store.stat(file),
                            () -> store.get(below),
                            () -> store.stat(below),
                            () -> store.put(below, new byte[1]),
                            () -> store.put(new BlobName("linked-folder/new"), new byte[1]),
                            () -> store.delete(List.of(below)),
                            () -> store.list(BlobPrefix.ALL, info -> {}),
                            () -> store.list(new BlobPrefix("linked-folder/"), info -> {}))
                    .map(LocalBlobStoreTest::failure)
                    .forEach(failure -> {
                        assertThat(failure.kind()).as(failure.toString()).isEqualTo(FailureKind.CORRUPT);
                        assertThat(failure.hint()).isPresent();
                    });

            store.put(file, new byte[] {9});
            assertThat(store.get(file)).isEqualTo(new byte[] {9});
        }
        assertThat(elsewhere.resolve("secret")).hasBinaryContent(CONTENT);
        assertThat(elsewhere.toFile().list()).containsExactly("secret");
    }

    @Test
    void aLinkInThePlaceOfTheTemporaryFolderIsRefused() throws IOException {
        try (BlobStore store = LocalBlobStore.open(root)) {
            Files.createSymbolicLink(root.resolve(BlobWriter.TEMPORARY), elsewhere);

            assertThat(failure(() -> store.put(BLOB, CONTENT)).kind()).isEqualTo(FailureKind.CORRUPT);
        }
        LocalBlobStore.open(root).close();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aLinkInABlobsPlaceCanBeDeleted() throws IOException {
        Files.write(elsewhere.resolve("kept"), CONTENT);
        Files.createSymbolicLink(root.resolve("link"), elsewhere.resolve("kept"));
        try (BlobStore store = LocalBlobStore.open(root)) {
            store.delete(List.of(new BlobName("link")));
            assertThat(names(store)).isEmpty();
        }
        assertThat(elsewhere.resolve("kept")).exists();
    }

    // Nothing but the writer who never comes would wake a thread that waits for the pipe.
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsRefusedAndNotWaitedFor() {
        Programs.run(List.of("mkfifo", root.resolve("pipe").toString()));
        try (BlobStore store = LocalBlobStore.open(root)) {
            assertThat(failure(() -> store.get(new BlobName("pipe"))).kind()).isEqualTo(FailureKind.CORRUPT);
            assertThat(failure(() -> names(store)).kind()).isEqualTo(FailureKind.CORRUPT);
        }
    }

    @Test
    void whatNoBlobCanBeCalledIsPassedOver() throws IOException {
        Files.createDirectories(root.resolve("lost+found/deep"));
        Files.createFile(root.resolve("lost+found/deep/file"));
        Files.createFile(root.resolve(".DS_Store"));
        Files.createFile(root.resolve("README.TXT"));
        Files.createSymbolicLink(root.resolve("Link"), elsewhere);
        Path deep = Files.createDirectories(root.resolve("1/2/3/4/5/6/7/8/9"));
        Files.createFile(deep.resolve("too-deep"));
        try (BlobStore store = LocalBlobStore.open(root)) {
            store.put(BLOB, CONTENT);
            assertThat(names(store)).containsExactly(BLOB.value());
        }
    }

    @Test
    void filesAndFoldersDoNotReplaceEachOther() {
        try (BlobStore store = LocalBlobStore.open(root)) {
            store.put(BLOB, CONTENT);

            assertThat(failure(() -> store.put(new BlobName("folder"), CONTENT)).kind())
                    .isEqualTo(FailureKind.INVALID);
            assertThat(failure(() -> store.put(new BlobName("folder/blob/below"), CONTENT))
                            .kind())
                    .isEqualTo(FailureKind.INVALID);
            assertThat(failure(() -> store.get(new BlobName("folder/blob/below")))
                            .kind())
                    .isEqualTo(FailureKind.NOT_FOUND);
            store.delete(List.of(new BlobName("folder"), new BlobName("folder/blob/below")));
            assertThat(names(store)).containsExactly(BLOB.value());
            assertThat(temporaries()).isEmpty();
        }
    }

    @Test
    void modifiedTimesMoveOnAlsoWhereTheClockWasSetBack() throws IOException {
        try (BlobStore store = LocalBlobStore.open(root)) {
            store.put(BLOB, CONTENT);
            Instant future = Instant.now().plus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
            Files.setLastModifiedTime(root.resolve(BLOB.value()), FileTime.from(future));

            store.put(BLOB, CONTENT);

            assertThat(store.stat(BLOB).modifiedAt()).isAfter(future).isBefore(future.plusSeconds(5));
        }
    }

    @Test
    void whatAKilledProcessLeftIsSweptOnceItIsOld() throws IOException {
        Path leftovers = Files.createDirectory(root.resolve(BlobWriter.TEMPORARY));
        Path young = Files.write(leftovers.resolve("young"), CONTENT);
        Path old = Files.write(leftovers.resolve("old"), CONTENT);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(61, ChronoUnit.MINUTES)));

        try (BlobStore store = LocalBlobStore.open(root)) {
            assertThat(names(store)).isEmpty();
        }
        assertThat(temporaries()).containsExactly(young);
    }

    @Test
    void openingForReadingChangesNothing() throws IOException {
        LocalBlobStore.open(root).close();

        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aFullDiskTakesWhatFitsAndNothingElse() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(8);
                BlobStore store = LocalBlobStore.open(disk.folder())) {
            List<BlobName> stored = new ArrayList<>();
            BackupFailure failure = failure(() -> {
                while (true) {
                    BlobName name = new BlobName("blobs/" + stored.size());
                    store.put(name, new byte[700_000]);
                    stored.add(name);
                }
            });

            assertThat(failure.kind()).as(failure.toString()).isEqualTo(FailureKind.NO_SPACE);
            assertThat(failure.hint()).isPresent();
            assertThat(stored).hasSizeBetween(8, 12);
            assertThat(names(store))
                    .isEqualTo(stored.stream().map(BlobName::value).collect(Collectors.toCollection(TreeSet::new)));
            assertThat(files(disk.folder().resolve(BlobWriter.TEMPORARY))).isEmpty();
            assertThat(store.capacity().orElseThrow().free().bytes()).isLessThan(700_000);

            store.delete(stored.subList(0, 1));
            store.put(stored.get(0), new byte[700_000]);
        }
    }

    @Test
    void anUnmountedDiskIsNotAnEmptyStore() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(4);
                BlobStore store = LocalBlobStore.open(disk.folder())) {
            store.put(BLOB, CONTENT);
            disk.unmount();

            Stream.<ThrowingCallable>of(
                            () -> store.list(BlobPrefix.ALL, info -> {}),
                            () -> store.get(BLOB),
                            () -> store.stat(BLOB),
                            () -> store.put(BLOB, CONTENT),
                            () -> store.delete(List.of(BLOB)),
                            store::capacity)
                    .map(LocalBlobStoreTest::failure)
                    .forEach(failure -> {
                        assertThat(failure.kind()).as(failure.toString()).isEqualTo(FailureKind.PERMANENT);
                        assertThat(failure.hint()).isPresent();
                    });
            assertThat(disk.folder()).isEmptyDirectory();
        }
    }

    @Test
    void aKilledProcessLeavesWholeBlobsOnly() throws Exception {
        Process process = new ProcessBuilder(Programs.java(Filling.class, List.of(root.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.inputReader()) {
            for (int i = 0; i < 25; i++) {
                assertThat(output.readLine()).isEqualTo("stored");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 9);

        try (BlobStore store = LocalBlobStore.open(root)) {
            Set<String> names = names(store);
            assertThat(names).hasSizeGreaterThanOrEqualTo(25);
            names.forEach(name -> {
                byte[] content = store.get(new BlobName(name));
                assertThat(name).endsWith("/" + content[0] + "-" + content.length);
                assertThat(content).containsOnly(content[0]);
            });
        }
    }

    /** Puts blobs that say in their names what they are, from several threads, until it is killed. */
    static final class Filling {

        private Filling() {}

        public static void main(String[] arguments) {
            BlobStore store = LocalBlobStore.open(Path.of(arguments[0]));
            IntStream.range(0, 4)
                    .mapToObj(thread -> new Thread(() -> {
                        for (int i = 0; ; i++) {
                            byte[] content = new byte[(i * 7919 + thread) % 2_000_000 + 1];
                            Arrays.fill(content, (byte) (i % 100));
                            store.put(new BlobName(thread + "/" + i % 100 + "-" + content.length), content);
                            System.out.println("stored");
                        }
                    }))
                    .forEach(Thread::start);
        }
    }

    @Test
    void aPutThatFailsBeforeItIsVisibleLeavesNothing() {
        for (String step : List.of("write", "makeFolder", "rename")) {
            try (BlobStore store = LocalBlobStore.open(root, new BrokenDisk(step, "Input/output error"))) {
                BackupFailure failure = failure(() -> store.put(BLOB, CONTENT));

                assertThat(failure.kind()).as(step).isEqualTo(FailureKind.PERMANENT);
                assertThat(failure).hasMessageContaining(BLOB.value()).hasMessageContaining("Input/output error");
                assertThat(failure(() -> store.get(BLOB)).kind()).isEqualTo(FailureKind.NOT_FOUND);
                assertThat(temporaries()).isEmpty();
            }
        }
    }

    @Test
    void aPutThatMayNotLastIsOfUnknownOutcome() {
        LocalBlobStore.open(root).close();
        try (BlobStore store = LocalBlobStore.open(root, new BrokenDisk("sync:folder", "Input/output error"))) {
            assertThat(failure(() -> store.put(BLOB, CONTENT)).kind()).isEqualTo(FailureKind.UNKNOWN_OUTCOME);
            assertThat(store.get(BLOB)).isEqualTo(CONTENT);
            assertThat(temporaries()).isEmpty();
            BackupFailure failure = failure(() -> store.delete(List.of(BLOB, new BlobName("other"))));
            assertThat(failure).hasMessageContaining(BLOB.value()).hasMessageNotContaining("other");
        }
    }

    @Test
    void theSystemsWordsHaveTheirKinds() {
        assertThat(kindOf("No space left on device")).isEqualTo(FailureKind.NO_SPACE);
        assertThat(kindOf("Disk quota exceeded")).isEqualTo(FailureKind.NO_SPACE);
        assertThat(kindOf("Read-only file system")).isEqualTo(FailureKind.DENIED);
        assertThat(kindOf("Too many open files")).isEqualTo(FailureKind.TRANSIENT);
        assertThat(kindOf("Input/output error")).isEqualTo(FailureKind.PERMANENT);
    }

    @Test
    void aFolderThatCannotBeReadMakesTheListingFail() {
        try (BlobStore store = LocalBlobStore.open(root)) {
            store.put(BLOB, CONTENT);
            store.put(new BlobName("other/blob"), CONTENT);
        }
        try (BlobStore store = LocalBlobStore.open(root, new BrokenDisk("names:other", "Input/output error"))) {
            assertThat(failure(() -> names(store)).kind()).isEqualTo(FailureKind.PERMANENT);
        }
        try (BlobStore store = LocalBlobStore.open(root, new BrokenDisk("look:blob", "Input/output error"))) {
            assertThat(failure(() -> names(store)).kind()).isEqualTo(FailureKind.PERMANENT);
        }
    }

    @Test
    void aListingReadsOnlyFoldersThatCanMatch() {
        List<String> read = new ArrayList<>();
        Disk watched = new Disk() {
            @Override
            Set<String> names(Path folder) throws IOException {
                read.add(root.relativize(folder).toString());
                return super.names(folder);
            }
        };
        try (BlobStore store = LocalBlobStore.open(root, watched)) {
            for (String name :
                    List.of("chunks/aa/1", "chunks/ab/2", "chunks/b0/3", "chunk/x", "bundles/y", "locks/z")) {
                store.put(new BlobName(name), CONTENT);
            }
            read.clear();
            List<String> found = new ArrayList<>();
            store.list(new BlobPrefix("chunks/a"), info -> found.add(info.name().value()));

            assertThat(found).containsExactlyInAnyOrder("chunks/aa/1", "chunks/ab/2");
            assertThat(read).containsExactlyInAnyOrder("", "chunks", "chunks/aa", "chunks/ab");
        }
    }

    @Test
    void whatIsDeletedDuringAListingIsNotReported() {
        Disk deleting = new Disk() {
            @Override
            Set<String> names(Path folder) throws IOException {
                Set<String> names = super.names(folder);
                if (folder.endsWith("folder")) {
                    Files.delete(folder.resolve("gone"));
                }
                return names;
            }
        };
        try (BlobStore store = LocalBlobStore.open(root, deleting)) {
            store.put(BLOB, CONTENT);
            store.put(new BlobName("folder/gone"), CONTENT);

            assertThat(names(store)).containsExactly(BLOB.value());
        }
    }

    @Test
    void aFolderThatVanishesDuringAPutIsMadeAgain() {
        boolean[] vanished = {false};
        Disk vanishing = new Disk() {
            @Override
            void rename(Path from, Path to) throws IOException {
                if (!vanished[0]) {
                    vanished[0] = true;
                    Files.delete(to.getParent());
                }
                super.rename(from, to);
            }
        };
        try (BlobStore store = LocalBlobStore.open(root, vanishing)) {
            store.put(BLOB, CONTENT);
            assertThat(store.get(BLOB)).isEqualTo(CONTENT);
        }
    }

    @Test
    void whereItIsIsAUrl() {
        try (BlobStore store = LocalBlobStore.open(root)) {
            assertThat(store.location())
                    .startsWith("file:///")
                    .contains(root.getFileName().toString());
        }
    }

    /** Fails one step, on all paths or on those that end in a name. */
    private static final class BrokenDisk extends Disk {

        private final String step;
        private final String end;
        private final String reason;

        BrokenDisk(String where, String reason) {
            this.step = where.replaceAll(":.*", "");
            this.end = where.contains(":") ? where.replaceAll(".*:", "") : "";
            this.reason = reason;
        }

        private void strike(String asked, Path path) throws IOException {
            if (asked.equals(step) && path.toString().endsWith(end)) {
                throw new FileSystemException(path.toString(), null, reason);
            }
        }

        @Override
        void write(Path file, byte[] content) throws IOException {
            super.write(file, content);
            strike("write", file);
        }

        @Override
        Optional<BasicFileAttributes> look(Path path) throws IOException {
            strike("look", path);
            return super.look(path);
        }

        @Override
        Set<String> names(Path folder) throws IOException {
            strike("names", folder);
            return super.names(folder);
        }

        @Override
        void makeFolder(Path folder) throws IOException {
            if (!folder.endsWith(BlobWriter.TEMPORARY)) {
                strike("makeFolder", folder);
            }
            super.makeFolder(folder);
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            strike("rename", to);
            super.rename(from, to);
        }

        @Override
        void sync(Path path) throws IOException {
            strike("sync", path);
            super.sync(path);
        }
    }

    private FailureKind kindOf(String reason) {
        try (BlobStore store = LocalBlobStore.open(root, new BrokenDisk("write", reason))) {
            return failure(() -> store.put(BLOB, CONTENT)).kind();
        }
    }

    private List<Path> temporaries() {
        return files(root.resolve(BlobWriter.TEMPORARY));
    }

    private static List<Path> files(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(BlobStore store) {
        Set<String> names = new TreeSet<>();
        store.list(BlobPrefix.ALL, info -> names.add(info.name().value()));
        return names;
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static BackupFailure failure(ThrowingCallable call) {
        BackupFailure failure = catchThrowableOfType(BackupFailure.class, call);
        assertThat(failure).as("a failure").isNotNull();
        return failure;
    }
}
