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
package io.rota.autoconfigure;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that anybody logs, from INFO on, with all stack traces, for as long as it is open. */
final class WholeLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Map<Logger, Level> levels = new HashMap<>();
    private final Logger root;

    private WholeLog(LoggerContext loggers) {
        setContext(loggers);
        root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        for (Logger logger : loggers.getLoggerList()) {
            levels.put(logger, logger.getLevel());
        }
        levels.keySet().forEach(logger -> logger.setLevel(logger == root ? Level.INFO : null));
    }

    static WholeLog open() {
        WholeLog log = new WholeLog((LoggerContext) LoggerFactory.getILoggerFactory());
        log.start();
        log.root.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(event.getFormattedMessage());
        event.getMDCPropertyMap()
                .forEach(
                        (key, value) -> text.append(' ').append(key).append('=').append(value));
        if (event.getThrowableProxy() != null) {
            text.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        texts.add(text.toString());
    }

    List<String> texts() {
        return texts;
    }

    boolean has(String part) {
        return texts.stream().anyMatch(text -> text.contains(part));
    }

    @Override
    public void close() {
        root.detachAppender(this);
        levels.forEach(Logger::setLevel);
    }
}
