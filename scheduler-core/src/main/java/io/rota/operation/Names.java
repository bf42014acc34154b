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
package io.rota.operation;

import org.jspecify.annotations.Nullable;

/** What callers name becomes a part of a path; these cannot lead elsewhere. */
final class Names {

    private Names() {}

    static String job(String name) {
        return segment("job", name);
    }

    static String server(String ip) {
        return segment("server", ip);
    }

    /** At least one of the two must be named, or a slip would reach everything. */
    static void oneOf(@Nullable String jobName, @Nullable String serverIp) {
        if (jobName == null && serverIp == null) {
            throw new IllegalArgumentException("neither a job nor a server is named. Name one of them, or both.");
        }
        if (jobName != null) {
            job(jobName);
        }
        if (serverIp != null) {
            server(serverIp);
        }
    }

    private static String segment(String what, String name) {
        if (name.isBlank()
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(c -> c == '/' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a " + what
                    + ": it is empty, '.' or '..', or has a '/' or a control character.");
        }
        return name;
    }
}
