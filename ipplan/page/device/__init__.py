"""What stands on a person's own device: ipplan as an app, a page for when there is no net, unsent words."""
