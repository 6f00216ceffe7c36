// Run by OmegaT itself when a project is loaded: its segments, and what it holds of each memory and
// glossary.
import groovy.json.JsonOutput
import org.omegat.core.Core
import org.omegat.gui.glossary.GlossaryManager

if (eventType.toString() == "LOAD") {
  def project = Core.project
  def properties = project.projectProperties
  def held = [segments: project.allEntries.collect { it.srcText }, glossaries: [:], memories: [:]]
  project.transMemories.each { name, memory ->
    held.memories[new File(name).name] = memory.entries.collect { [it.source, it.translation] }
  }
  // Its glossary manager has a window, so the console makes none: this is the same class, and the
  // method with which it loads a file, whatever its suffix.
  def manager = new GlossaryManager(null)
  manager.@priorityGlossary = new File(properties.writeableGlossary)
  new File(properties.glossaryRoot).listFiles().sort().each { file ->
    try {
      def entries = manager.loadGlossaryFile(file)
      held.glossaries[file.name] = entries.collect { [it.srcText, it.locText, it.commentText] }
    } catch (Exception error) {
      held.glossaries[file.name] = error.class.name
    }
  }
  new File(System.getProperty("user.home"), "held.json").setText(JsonOutput.toJson(held), "UTF-8")
}
