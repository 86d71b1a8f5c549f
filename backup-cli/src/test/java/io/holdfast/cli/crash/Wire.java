package io.holdfast.cli.crash;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * A port that leads to the server, on which each step of a maintenance session can be seen, and the world be stopped just
 * before it, while the server does it, or after it was done and before anybody was told.
 */
final class Wire implements AutoCloseable {

    private static final int NO_TLS = 'N';
    private static final int TLS_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;
    private static final int LONGEST_HEAD = 10_000;
    private static final int TIMEOUT_MILLISECONDS = 5_000;
    private static final Set<String> MAINTENANCE = Set.of("postgres", "template1");

    private final ServerSocket entrance;
    private final int serverPort;
    private volatile Tripwire tripwire = Tripwire.none();

    private Wire(ServerSocket entrance, int serverPort) {
        this.entrance = entrance;
        this.serverPort = serverPort;
    }

    static Wire to(int serverPort) {
        try {
            Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serverPort);
            fork("wire", wire::accept);
            return wire;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** From now on this one is told of all steps; connections that are there already stay with theirs. */
    void lay(Tripwire next) {
        tripwire = next;
    }

    @Override
    public void close() {
        closeQuietly(entrance);
    }

    /** Something that ends when a connection does. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (!entrance.isClosed()) {
            Socket client = entrance.accept();
            Socket server = new Socket();
            Tripwire laid = tripwire;
            fork("wire up", () -> {
                try (client;
                        server) {
                    lead(client, server, laid);
                }
            });
        }
    }

    private void lead(Socket client, Socket server, Tripwire laid) throws IOException {
        byte[] head = head(client);
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), TIMEOUT_MILLISECONDS);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        server.getOutputStream().write(head);
        Tripwire own = isMaintenance(head) ? laid : Tripwire.none();
        Object line = new Object();
        fork("wire down", () -> {
            try (client;
                    server) {
                carry(server.getInputStream(), client.getOutputStream(), answer -> own.answered(line));
            }
        });
        carry(client.getInputStream(), server.getOutputStream(), request -> own.asked(line, request));
    }

    /** Decides whether to go on. */
    @FunctionalInterface
    private interface Gate {
        boolean passes(byte[] message);
    }

    private static void carry(InputStream from, OutputStream to, Gate gate) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            if (!gate.passes(Arrays.copyOf(buffer, n))) {
                return;
            }
            to.write(buffer, 0, n);
            to.flush();
        }
    }

    /** The first message of a connection (PostgreSQL manual, "Message Formats", StartupMessage), after refusing encryption. */
    private static byte[] head(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        while (true) {
            int length = in.readInt();
            int code = in.readInt();
            if (code == TLS_REQUEST || code == GSS_REQUEST) {
                client.getOutputStream().write(NO_TLS);
                continue;
            }
            if (length < 2 * Integer.BYTES || length > LONGEST_HEAD) {
                throw new EOFException("no PostgreSQL client");
            }
            ByteBuffer head = ByteBuffer.allocate(length).putInt(length).putInt(code);
            in.readFully(head.array(), head.position(), head.remaining());
            return head.array();
        }
    }

    private static boolean isMaintenance(byte[] head) {
        String[] words = new String(head, 2 * Integer.BYTES, head.length - 2 * Integer.BYTES, StandardCharsets.UTF_8)
                .split("\0");
        for (int i = 0; i + 1 < words.length; i += 2) {
            if (words[i].equals("database")) {
                return MAINTENANCE.contains(words[i + 1]);
            }
        }
        return false;
    }

    private static void fork(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side is gone, as it happens where processes are killed; the other is told by closing.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It ends with this process.
        }
    }
}
