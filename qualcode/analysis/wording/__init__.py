"""What is done with the words of texts: counted, compared, shown in their context, gathered into topics."""
