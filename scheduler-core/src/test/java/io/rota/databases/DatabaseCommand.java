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
package io.rota.databases;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A database server for another process: it makes a database for each line {@code new}, and ends when its input does. */
final class DatabaseCommand {

    private static final String MARK = "@@";

    private DatabaseCommand() {}

    public static void main(String[] args) throws Exception {
        DatabaseServer server =
                switch (args[0]) {
                    case "postgres" -> DatabaseServer.postgres();
                    case "mariadb" -> DatabaseServer.mariadb();
                    default -> throw new IllegalArgumentException("no such database: " + args[0]);
                };
        System.out.println(MARK + "ok port=" + server.port());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(MARK
                    + (line.equals("new")
                            ? "ok url=" + server.url(server.port(), server.newDatabase("benchmark")) + "?user="
                                    + server.user()
                            : "error no such command: " + line));
        }
        // Its hook ends the server.
        System.exit(0);
    }
}
