package io.holdfast.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which version of the program this is.
 *
 * @param version such as {@code 1.2.0}
 */
public record VersionReport(String version) implements Report {

    private static final String RESOURCE = "version.properties";

    /** Checks that it is there. */
    public VersionReport {
        Objects.requireNonNull(version, "version");
    }

    /** That of this very program, as its build wrote it down. */
    public static VersionReport ofThisProgram() {
        try (InputStream file = VersionReport.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(file, RESOURCE));
            return new VersionReport(properties.getProperty("version"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        return "holdfast " + version + "\n";
    }

    @Override
    public ObjectNode json() {
        return Json.object().put("version", version);
    }
}
