package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.Keyset;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Ciphers with a mistake that somebody could make, each run through the contract as a subclass of it. */
final class WrongCiphers {

    private WrongCiphers() {}

    /** The one rule that a wrong cipher breaks. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Breaks {
        String value();
    }

    abstract static class Wrong extends BundleCipherContract {

        private final BundleCipherHarness harness;

        Wrong(Supplier<BundleCipher> cipher) {
            harness = new FakeCipherHarness(cipher);
        }

        Wrong(BundleCipherHarness harness) {
            this.harness = harness;
        }

        @Override
        protected BundleCipherHarness harness() {
            return harness;
        }
    }

    /** A harness for ciphers whose mistake changes results that the stored example holds: it makes its example afresh. */
    record OwnExample(Supplier<BundleCipher> cipher) implements BundleCipherHarness {

        @Override
        public BundleCipher open() {
            return cipher.get();
        }

        @Override
        public List<CipherVector> vectors() {
            BundleCipher maker = open();
            Keyset keyset = maker.generate(KeyIds.next());
            Passphrase passphrase = new Passphrase("example");
            byte[] content = {1, 2, 3};
            return List.of(new CipherVector(
                    keyset.id(),
                    maker.wrap(keyset, passphrase),
                    passphrase,
                    keyset.seal(content, content),
                    content,
                    content,
                    keyset.identify(content),
                    "purpose",
                    keyset.secret("purpose")));
        }

        @Override
        public List<HostileWrap> hostileWraps() {
            return new FakeCipherHarness(cipher).hostileWraps();
        }
    }

    /** Takes "nothing" for "nothing there". */
    @Breaks("BC-01")
    static final class CannotOpenNothing extends Wrong {
        CannotOpenNothing() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] open(byte[] sealed, byte[] associatedData) {
                            byte[] opened = super.open(sealed, associatedData);
                            return opened.length == 0 ? new byte[1] : opened;
                        }
                    };
                }
            });
        }
    }

    /** Works in a buffer of 1 MiB and forgets the rest. */
    @Breaks("BC-01")
    static final class LosesTheByteAfterOneMebibyte extends Wrong {
        LosesTheByteAfterOneMebibyte() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            boolean overflows = plaintext.length == 1024 * 1024 + 1;
                            return super.seal(
                                    overflows ? Arrays.copyOf(plaintext, 1024 * 1024) : plaintext, associatedData);
                        }
                    };
                }
            });
        }
    }

    /** Chooses the initialization vector by the content. */
    @Breaks("BC-02")
    static final class SealsAlike extends Wrong {
        SealsAlike() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        private final Map<List<ByteBuffer>, byte[]> sealedBefore = new ConcurrentHashMap<>();

                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            return sealedBefore
                                    .computeIfAbsent(
                                            List.of(copy(plaintext), copy(associatedData)),
                                            key -> super.seal(plaintext, associatedData))
                                    .clone();
                        }
                    };
                }
            });
        }
    }

    /** Appends a byte that nothing protects. */
    @Breaks("BC-03")
    static final class IgnoresTheLastByte extends Wrong {
        IgnoresTheLastByte() {
            super(new OwnExample(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            byte[] sealed = super.seal(plaintext, associatedData);
                            return Arrays.copyOf(sealed, sealed.length + 1);
                        }

                        @Override
                        public byte[] open(byte[] sealed, byte[] associatedData) {
                            return super.open(Arrays.copyOf(sealed, Math.max(0, sealed.length - 1)), associatedData);
                        }
                    };
                }
            }));
        }
    }

    /** Lets an exception of its own out where the bytes are too few. */
    @Breaks("BC-03")
    static final class TripsOverShortBytes extends Wrong {
        TripsOverShortBytes() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] open(byte[] sealed, byte[] associatedData) {
                            if (sealed.length < FakeKeyset.OVERHEAD_BYTES) {
                                throw new ArrayIndexOutOfBoundsException(sealed.length);
                            }
                            return super.open(sealed, associatedData);
                        }
                    };
                }
            });
        }
    }

    /** Authenticates the first four bytes of the associated data only. */
    @Breaks("BC-04")
    static final class IgnoresTheEndOfAssociatedData extends Wrong {
        IgnoresTheEndOfAssociatedData() {
            super(new OwnExample(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            return super.seal(plaintext, Arrays.copyOf(associatedData, 4));
                        }

                        @Override
                        public byte[] open(byte[] sealed, byte[] associatedData) {
                            return super.open(sealed, Arrays.copyOf(associatedData, 4));
                        }
                    };
                }
            }));
        }
    }

    /** Blames the passphrase without saying so. */
    @Breaks("BC-05")
    static final class DoesNotSayThatItIsThePassphrase extends Wrong {
        DoesNotSayThatItIsThePassphrase() {
            super(() -> new DelegatingCipher() {
                @Override
                public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
                    try {
                        return super.unwrap(id, wrap, passphrase);
                    } catch (BackupFailure e) {
                        throw BackupFailure.of(e.kind(), "cannot open key " + id, e);
                    }
                }
            });
        }
    }

    /** Reads no further than it needs to. */
    @Breaks("BC-05")
    static final class TakesALongerWrap extends Wrong {
        TakesALongerWrap() {
            super(() -> new DelegatingCipher() {
                private int length;

                @Override
                public byte[] wrap(Keyset keyset, Passphrase passphrase) {
                    byte[] wrap = super.wrap(keyset, passphrase);
                    length = wrap.length;
                    return wrap;
                }

                @Override
                public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
                    boolean longer = length > 0 && wrap.length > length;
                    return super.unwrap(id, longer ? Arrays.copyOf(wrap, length) : wrap, passphrase);
                }
            });
        }
    }

    /** Seals with something that it keeps in memory and not in the wrap. */
    @Breaks("BC-06")
    static final class OpensOnlyItsOwn extends Wrong {
        OpensOnlyItsOwn() {
            super(() -> new DelegatingCipher() {
                private final Map<KeyId, byte[]> made = new ConcurrentHashMap<>();

                @Override
                public Keyset generate(KeyId id) {
                    Keyset keyset = super.generate(id);
                    made.put(keyset.id(), new byte[] {42});
                    return keyset;
                }

                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            return super.seal(plaintext, join(associatedData, made.get(id())));
                        }

                        @Override
                        public byte[] open(byte[] sealed, byte[] associatedData) {
                            return super.open(sealed, join(associatedData, made.get(id())));
                        }
                    };
                }
            });
        }
    }

    /** Names content by a hash that everybody can compute. */
    @Breaks("BC-07")
    static final class IdentifiesWithoutAKey extends Wrong {
        IdentifiesWithoutAKey() {
            super(new OwnExample(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] identify(byte[] content) {
                            return sha256(content);
                        }
                    };
                }
            }));
        }
    }

    /** Derives secrets with the function that names content. */
    @Breaks("BC-07")
    static final class HasSecretsThatAreIdentities extends Wrong {
        HasSecretsThatAreIdentities() {
            super(new OwnExample(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] secret(String purpose) {
                            // An empty purpose is refused as it should be.
                            super.secret(purpose);
                            return identify(purpose.getBytes(StandardCharsets.UTF_8));
                        }
                    };
                }
            }));
        }
    }

    /** Remembers a keyset's first passphrase and wraps under that. */
    @Breaks("BC-08")
    static final class KeepsTheFirstPassphrase extends Wrong {
        KeepsTheFirstPassphrase() {
            super(() -> new DelegatingCipher() {
                private final Map<KeyId, Passphrase> first = new ConcurrentHashMap<>();

                @Override
                public byte[] wrap(Keyset keyset, Passphrase passphrase) {
                    return super.wrap(keyset, first.computeIfAbsent(keyset.id(), id -> passphrase));
                }
            });
        }
    }

    /** Believes the wrap about whose it is. */
    @Breaks("BC-09")
    static final class TakesAnyKeysWrap extends Wrong {
        TakesAnyKeysWrap() {
            super(() -> new DelegatingCipher() {
                @Override
                public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
                    if (wrap.length < FakeBundleCipher.ROUNDS_AT) {
                        return super.unwrap(id, wrap, passphrase);
                    }
                    String named =
                            HexFormat.of().formatHex(wrap, FakeBundleCipher.KEY_ID_AT, FakeBundleCipher.ROUNDS_AT);
                    return super.unwrap(new KeyId(named), wrap, passphrase);
                }
            });
        }
    }

    /** Takes what another keyset sealed for a lack of permission. */
    @Breaks("BC-09")
    static final class DeniesWhatAnotherSealed extends Wrong {
        DeniesWhatAnotherSealed() {
            super(() -> new DelegatingCipher() {
                private final Map<ByteBuffer, KeyId> sealedBy = new ConcurrentHashMap<>();

                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            byte[] sealed = super.seal(plaintext, associatedData);
                            sealedBy.put(copy(sealed), id());
                            return sealed;
                        }

                        @Override
                        public byte[] open(byte[] sealed, byte[] associatedData) {
                            if (!sealedBy.getOrDefault(ByteBuffer.wrap(sealed), id())
                                    .equals(id())) {
                                throw BackupFailure.of(FailureKind.DENIED, "sealed under another key");
                            }
                            return super.open(sealed, associatedData);
                        }
                    };
                }
            });
        }
    }

    /** Makes room for what a wrap asks for, and looks at it afterwards. */
    @Breaks("BC-10")
    static final class SpendsBeforeItLooks extends Wrong {
        SpendsBeforeItLooks() {
            super(() -> new DelegatingCipher() {
                private final AtomicReference<byte[]> memory = new AtomicReference<>();

                @Override
                public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
                    if (wrap.length >= FakeBundleCipher.ROUNDS_AT + Integer.BYTES) {
                        int asked = ByteBuffer.wrap(wrap).getInt(FakeBundleCipher.ROUNDS_AT);
                        memory.set(new byte[Math.max(0, Math.min(asked, 16 * 1024 * 1024))]);
                    }
                    return super.unwrap(id, wrap, passphrase);
                }
            });
        }
    }

    /** Wants to be tried again with what can never work. */
    @Breaks("BC-10")
    static final class CallsTooMuchTransient extends Wrong {
        CallsTooMuchTransient() {
            super(() -> new DelegatingCipher() {
                @Override
                public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
                    try {
                        return super.unwrap(id, wrap, passphrase);
                    } catch (BackupFailure e) {
                        if (e.getMessage().contains(Integer.MAX_VALUE + " rounds")) {
                            throw BackupFailure.of(FailureKind.TRANSIENT, e.getMessage(), e);
                        }
                        throw e;
                    }
                }
            });
        }
    }

    /** Is meant for one thread. */
    @Breaks("BC-11")
    static final class RefusesASecondThread extends Wrong {
        RefusesASecondThread() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        private final AtomicReference<Thread> owner = new AtomicReference<>();

                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            owner.compareAndSet(null, Thread.currentThread());
                            if (owner.get() != Thread.currentThread()) {
                                throw new IllegalStateException("another thread's");
                            }
                            return super.seal(plaintext, associatedData);
                        }
                    };
                }
            });
        }
    }

    /** Has changed what it authenticates since the stored example was made. */
    @Breaks("BC-12")
    static final class HasForgottenFormatOne extends Wrong {
        HasForgottenFormatOne() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            return super.seal(plaintext, join(associatedData, new byte[] {2}));
                        }

                        @Override
                        public byte[] open(byte[] sealed, byte[] associatedData) {
                            return super.open(sealed, join(associatedData, new byte[] {2}));
                        }
                    };
                }
            });
        }
    }

    /** Repeats what was typed, to be helpful. */
    @Breaks("BC-13")
    static final class RepeatsThePassphrase extends Wrong {
        RepeatsThePassphrase() {
            super(() -> new DelegatingCipher() {
                @Override
                public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
                    try {
                        return super.unwrap(id, wrap, passphrase);
                    } catch (BackupFailure e) {
                        String typed = new String(passphrase.reveal(), StandardCharsets.UTF_8);
                        throw BackupFailure.of(e.kind(), e.getMessage(), new IllegalArgumentException(typed));
                    }
                }
            });
        }
    }

    /** Shows its keys in the debugger. */
    @Breaks("BC-13")
    static final class ShowsItsKeys extends Wrong {
        ShowsItsKeys() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public String toString() {
                            return "keys " + HexFormat.of().formatHex(((FakeKeyset) keyset).keys());
                        }
                    };
                }
            });
        }
    }

    /** Uses the first 72 bytes of a passphrase, as bcrypt does. */
    @Breaks("BC-14")
    static final class CutsThePassphrase extends Wrong {
        CutsThePassphrase() {
            super(() -> new ChangesThePassphrase() {
                @Override
                String change(String passphrase) {
                    return passphrase.substring(0, Math.min(passphrase.length(), 72));
                }
            });
        }
    }

    /** Takes what follows a zero for the end, as C does. */
    @Breaks("BC-14")
    static final class StopsAtAZero extends Wrong {
        StopsAtAZero() {
            super(() -> new ChangesThePassphrase() {
                @Override
                String change(String passphrase) {
                    return passphrase.split("\0")[0];
                }
            });
        }
    }

    /** Erases the plaintext when it is sealed. */
    @Breaks("BC-15")
    static final class ErasesThePlaintext extends Wrong {
        ErasesThePlaintext() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        @Override
                        public byte[] seal(byte[] plaintext, byte[] associatedData) {
                            byte[] sealed = super.seal(plaintext, associatedData);
                            Arrays.fill(plaintext, (byte) 0);
                            return sealed;
                        }
                    };
                }
            });
        }
    }

    /** Remembers identities and hands out the remembered array. */
    @Breaks("BC-15")
    static final class LendsItsMemory extends Wrong {
        LendsItsMemory() {
            super(() -> new DelegatingCipher() {
                @Override
                Keyset spoil(Keyset keyset) {
                    return new DelegatingKeyset(keyset) {
                        private final Map<ByteBuffer, byte[]> known = new ConcurrentHashMap<>();

                        @Override
                        public byte[] identify(byte[] content) {
                            return known.computeIfAbsent(copy(content), key -> super.identify(content));
                        }
                    };
                }
            });
        }
    }

    /** A cipher that uses something else than the passphrase given. */
    abstract static class ChangesThePassphrase extends DelegatingCipher {

        abstract String change(String passphrase);

        @Override
        public byte[] wrap(Keyset keyset, Passphrase passphrase) {
            return super.wrap(keyset, changed(passphrase));
        }

        @Override
        public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
            return super.unwrap(id, wrap, changed(passphrase));
        }

        private Passphrase changed(Passphrase passphrase) {
            return new Passphrase(change(new String(passphrase.reveal(), StandardCharsets.UTF_8)));
        }
    }

    private static ByteBuffer copy(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone());
    }

    private static byte[] join(byte[] first, byte[] second) {
        if (second == null) {
            return first;
        }
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
