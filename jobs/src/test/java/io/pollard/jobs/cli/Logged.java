package io.pollard.jobs.cli;

import java.io.StringWriter;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Takes in what this process logs from INFO on, instead of the console. */
final class Logged implements AutoCloseable {
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final StringWriter text = new StringWriter();

  Logged() {
    Appender appender =
        WriterAppender.createAppender(
            PatternLayout.newBuilder().withPattern("%p %c: %m%n%ex").build(),
            null,
            text,
            "logged",
            false,
            true);
    appender.start();
    Map<String, LoggerConfig> loggers = context.getConfiguration().getLoggers();
    loggers.values().forEach(logger -> logger.setLevel(Level.INFO));
    LoggerConfig root = context.getConfiguration().getRootLogger();
    root.getAppenders().keySet().forEach(root::removeAppender);
    root.addAppender(appender, Level.INFO, null);
    context.updateLoggers();
  }

  String text() {
    return text.toString();
  }

  /** Logging is as the file says again. */
  @Override
  public void close() {
    context.reconfigure();
  }
}
