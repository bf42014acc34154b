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
package io.rota.chaos;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where every process of a run appends what happens in it, a line at a time, with the monotonic clock that all processes
 * of one boot share. Thread-safe.
 */
final class HistoryFile implements AutoCloseable {

    // No channel: an interruption, which the end of a lease is, would close it.
    private final OutputStream file;
    private final String author;

    HistoryFile(Path path, String author) {
        this.author = author;
        try {
            file = new FileOutputStream(path.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Appends an event that happens now.
     *
     * @param fields key and value in turn; no spaces
     */
    void write(String event, Object... fields) {
        StringBuilder line = new StringBuilder(160)
                .append("t=")
                .append(System.nanoTime())
                .append(" by=")
                .append(author)
                .append(" event=")
                .append(event);
        for (int i = 0; i < fields.length; i += 2) {
            line.append(' ').append(fields[i]).append('=').append(fields[i + 1]);
        }
        try {
            // One call: lines of several processes do not mix.
            file.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
