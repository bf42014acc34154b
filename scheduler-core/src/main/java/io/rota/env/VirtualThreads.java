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
package io.rota.env;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Virtual threads where the JVM has them, from Java 21 on. They are looked up, because the byte code is that of Java 17. */
public final class VirtualThreads {

    private static final Logger log = LoggerFactory.getLogger(VirtualThreads.class);

    /** The first version that has them for good; 19 and 20 have a preview, which is not used. */
    public static final int JAVA_VERSION_MIN = 21;

    private VirtualThreads() {}

    /** Whether this JVM has them. */
    public static boolean areSupported() {
        return Runtime.version().feature() >= JAVA_VERSION_MIN;
    }

    /**
     * Makes virtual threads.
     *
     * @param name of the threads, before their number
     * @return empty if this JVM has none
     */
    static Optional<ThreadFactory> factory(String name) {
        if (!areSupported()) {
            return Optional.empty();
        }
        try {
            Method virtual = Thread.class.getMethod("ofVirtual");
            Class<?> builder = virtual.getReturnType();
            Object named = builder.getMethod("name", String.class, long.class).invoke(virtual.invoke(null), name, 0L);
            return Optional.of((ThreadFactory) builder.getMethod("factory").invoke(named));
        } catch (ReflectiveOperationException e) {
            log.warn("This JVM should have virtual threads, but gives none. Runs get platform threads.", e);
            return Optional.empty();
        }
    }
}
