package io.rota.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the benchmark works: the built modules, and a directory for what its processes write.
 *
 * @param modules the directory of the benchmark's modules
 * @param work everything below it may be deleted afterwards
 * @param databaseClassPath of the class that starts database servers; empty if there are none
 */
record Site(Path modules, Path work, String databaseClassPath) {

    /** The class path of a contestant: its own classes and what its module depends on. */
    String classPath(String module) throws IOException {
        Path target = modules.resolve(module).resolve("target");
        Path list = target.resolve("class.path");
        if (!Files.exists(list)) {
            throw new IOException(list + " does not exist, so the module " + module
                    + " cannot be run. Build it first: bin/benchmark does.");
        }
        return target.resolve("classes") + System.getProperty("path.separator") + Files.readString(list).strip();
    }

    /** A JVM with a main class. */
    Jvm jvm(String name, String module, List<String> program) throws IOException, InterruptedException {
        return Jvm.start(name, classPath(module), work.resolve(name + ".log"), program);
    }
}
