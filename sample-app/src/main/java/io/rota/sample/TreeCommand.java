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
package io.rota.sample;

import io.rota.operation.JobOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code --export-tree=FILE} and {@code --import-tree=FILE}: uses the configured registry center, runs no job, and ends. */
final class TreeCommand {

    private static final String EXPORT = "--export-tree=";
    private static final String IMPORT = "--import-tree=";

    private TreeCommand() {}

    static boolean isAskedFor(String[] args) {
        return Arrays.stream(args).anyMatch(arg -> arg.startsWith(EXPORT) || arg.startsWith(IMPORT));
    }

    static void run(SpringApplication application, String... args) {
        application.setWebApplicationType(WebApplicationType.NONE);
        // Behind the others, so that it counts.
        String[] withoutJobs = Arrays.copyOf(args, args.length + 1);
        withoutJobs[args.length] = "--elasticjob.auto-startup=false";
        try (ConfigurableApplicationContext context = application.run(withoutJobs)) {
            JobOperations operations = context.getBean(JobOperations.class);
            for (String arg : args) {
                if (arg.startsWith(EXPORT)) {
                    Files.writeString(
                            Path.of(arg.substring(EXPORT.length())),
                            operations.tree().exportTree());
                } else if (arg.startsWith(IMPORT)) {
                    operations.tree().importTree(Files.readString(Path.of(arg.substring(IMPORT.length()))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
