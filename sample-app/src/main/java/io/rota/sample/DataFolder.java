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

import java.nio.file.Path;
import org.springframework.boot.system.ApplicationHome;

/** Where the instances of this machine keep what they share: the same folder whatever the working directory is. */
final class DataFolder {

    private DataFolder() {}

    /** {@code data} in the Maven module, or beside the jar if that lies elsewhere. */
    static Path path() {
        // target/classes, or the folder of the jar
        Path home = new ApplicationHome(DataFolder.class).getDir().toPath().toAbsolutePath();
        for (Path folder = home; folder != null; folder = folder.getParent()) {
            if (folder.endsWith("target")) {
                return folder.resolveSibling("data");
            }
        }
        return home.resolve("data");
    }
}
