package io.holdfast.postgres.dump;

import io.holdfast.core.database.ConnectionUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A door to the server that cuts the connection on which a given message goes through, before or after it does. */
final class CuttingProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final int serverPort;
    private final ServerSocket door;
    private final List<Socket> sockets = new ArrayList<>();
    private int messagesLeft = -1;
    private String text = "";
    private Side side = Side.BEFORE;
    private boolean cut;

    /** Which side of the server's work the cut is on. */
    enum Side {
        /** The server never sees the message. */
        BEFORE,
        /** The server has answered it, and the answer is lost. */
        AFTER
    }

    CuttingProxy(EmbeddedServer server) {
        try {
            serverPort = server.port();
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** The superuser's address of a database, through this door. */
    ConnectionUrl url(String database) {
        return new ConnectionUrl(
                "postgresql://" + EmbeddedServer.SUPERUSER + "@localhost:" + door.getLocalPort() + "/" + database);
    }

    /** Lets so many messages of clients through and cuts at the next; once. */
    synchronized void cutAfter(int messages, Side where) {
        cutAfter(messages, "", where);
    }

    /** Cuts at the next message that has this text in it; once. */
    synchronized void cutAt(String wanted, Side where) {
        cutAfter(0, wanted, where);
    }

    private void cutAfter(int messages, String wanted, Side where) {
        messagesLeft = messages;
        text = wanted;
        side = where;
        cut = false;
    }

    /** Whether it has cut since it was told to. */
    synchronized boolean hasCut() {
        messagesLeft = -1;
        return cut;
    }

    @Override
    public void close() {
        closeQuietly(door);
        synchronized (this) {
            sockets.forEach(CuttingProxy::closeQuietly);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                synchronized (this) {
                    sockets.add(client);
                    sockets.add(server);
                }
                Link link = new Link(client, server);
                daemon(link::requests);
                daemon(link::replies);
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** Whether the cut is due at this message. */
    private synchronized boolean due(byte[] message, int length) {
        if (messagesLeft < 0 || !new String(message, 0, length, StandardCharsets.ISO_8859_1).contains(text)) {
            return false;
        }
        boolean due = messagesLeft == 0;
        messagesLeft--;
        cut |= due;
        return due;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cutting proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }

    /** One connection of a client. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean dumb;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() {
            try (client;
                    server) {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                byte[] buffer = new byte[BUFFER];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (due(buffer, n)) {
                        if (side == Side.BEFORE) {
                            return;
                        }
                        dumb = true;
                    }
                    out.write(buffer, 0, n);
                }
            } catch (IOException e) {
                // one of the two has gone
            }
        }

        void replies() {
            try (client;
                    server) {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                byte[] buffer = new byte[BUFFER];
                for (int n = in.read(buffer); n >= 0 && !dumb; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                }
            } catch (IOException e) {
                // one of the two has gone
            }
        }
    }
}
