/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
        return target.resolve("classes")
                + System.getProperty("path.separator")
                + Files.readString(list).strip();
    }

    /** A JVM with a main class. */
    Jvm jvm(String name, String module, List<String> program) throws IOException, InterruptedException {
        return Jvm.start(name, classPath(module), work.resolve(name + ".log"), program);
    }
}
